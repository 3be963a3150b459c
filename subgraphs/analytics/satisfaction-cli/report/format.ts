/** Languages the report exists in. */
export const languages = ['id', 'en'] as const;
export type Language = (typeof languages)[number];

/** Numbers as the reader's language writes them; not-a-number prints as a dash. */
export interface NumberFormat {
  /** With exactly `digits` decimals (3 unless told) and a true minus sign. */
  readonly decimal: (value: number, digits?: number) => string;
  readonly whole: (value: number) => string;
  /** A p value: three decimals, or '< 0.001'. */
  readonly probability: (p: number) => string;
  readonly interval: (interval: readonly [number, number], digits?: number) => string;
  readonly percent: (share: number, digits?: number) => string;
}

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };

/** The number format of a language. */
export function numberFormat(language: Language): NumberFormat {
  const cache = new Map<number, Intl.NumberFormat>();
  const formatter = (digits: number) => {
    const known = cache.get(digits);
    if (known) return known;
    const made = new Intl.NumberFormat(locales[language], {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    cache.set(digits, made);
    return made;
  };
  const decimal = (value: number, digits = 3) => {
    if (!Number.isFinite(value)) return '–';
    const rounded = formatter(digits).format(value).replace('-', '\u2212');
    return /[1-9]/.test(rounded) ? rounded : rounded.replace('\u2212', '');
  };
  return {
    decimal,
    whole: (value) => decimal(value, 0),
    probability: (p) => (p < 0.0005 ? `<\u00a0${decimal(0.001)}` : decimal(p)),
    interval: ([low, high], digits = 3) => `[${decimal(low, digits)}; ${decimal(high, digits)}]`,
    percent: (share, digits = 0) => `${decimal(100 * share, digits)}\u00a0%`,
  };
}

/** '***' for p < 0.001, '**' for p < 0.01, '*' for p < 0.05, else nothing. */
export function significanceStars(p: number): string {
  if (p < 0.001) return '***';
  if (p < 0.01) return '**';
  return p < 0.05 ? '*' : '';
}
