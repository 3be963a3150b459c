/** Narrow readers for foreign JSON: what has another type than expected counts as absent. */
export type Json = Readonly<Record<string, unknown>>;

export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function records(value: unknown): Json[] {
  return list(value).map(record);
}

/** A non-empty text; numbers become text, because Meta wavers between the two for codes and ids. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finite number, or undefined. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

const firstMillisecondStamp = 100_000_000_000;

/**
 * Meta's times: milliseconds in messaging events, seconds in the `time` of some change events. A number below 10^11
 * is read as seconds (10^11 ms lie in 1973). Null when it is no time.
 */
export function metaTime(value: unknown): Date | null {
  const digits = text(value);
  if (digits === undefined || !/^\d{1,14}$/.test(digits)) return null;
  const given = Number(digits);
  return new Date(given < firstMillisecondStamp ? given * 1000 : given);
}

/** The same object without its undefined members. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
}
