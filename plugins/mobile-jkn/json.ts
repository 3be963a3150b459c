/** A JSON object whose members are not known. */
export type Json = Readonly<Record<string, unknown>>;

/** The value if it is an object; else an empty one. */
export const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** The objects of a list; none where it is no list. */
export const records = (value: unknown): Json[] => (Array.isArray(value) ? value.map(record) : []);

/** A text that is not empty. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
