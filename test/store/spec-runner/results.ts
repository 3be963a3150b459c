/**
 * A driver result as a document: the maps of a client bulk write become documents keyed by index, and what only this
 * driver reports (`didUpsert`) is dropped, as are unset fields.
 */
export function plainResult(result: unknown): unknown {
  if (result instanceof Map) {
    return Object.fromEntries(
      [...(result as Map<unknown, unknown>)].map(([key, value]) => [String(key), plainResult(value)]),
    );
  }
  if (!isPlain(result)) return result;
  const entries = Object.entries(result).filter(([key, value]) => key !== 'didUpsert' && value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value instanceof Map || isPlain(value) ? plainResult(value) : value]),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
