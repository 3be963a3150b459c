/** The members that type-graphql wants of an enum, from a list of names that the domain keeps: each name stands for itself. */
export const enumOf = <T extends string>(values: readonly T[]): Readonly<Record<T, T>> =>
  Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>;
