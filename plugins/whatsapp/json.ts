/** Narrow readers for foreign JSON: what has another type than expected counts as absent. */
export type Json = Readonly<Record<string, unknown>>;

export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** A non-empty text; numbers become text, because providers waver between the two for codes and ids. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Unix seconds, as text or number, to a date; null when it is none. */
export function unixTime(value: unknown): Date | null {
  const digits = text(value);
  if (digits === undefined || !/^\d{1,11}$/.test(digits)) return null;
  return new Date(Number(digits) * 1000);
}

/** The same object without its undefined members. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
}
