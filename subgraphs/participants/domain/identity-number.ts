/** What is wrong with a NIK or a card number, as a text for its field; undefined when it is well formed. */
export type Fault = string | undefined;

/**
 * Checks the form of a NIK: 16 digits PPKKCC DDMMYY SSSS, women's day plus 40, serial from 0001. The area is that of
 * the first registration, so it is not compared with anything. Source: Dukcapil, "Arti 16 digit NIK".
 */
export function nationalIdFault(value: string): Fault {
  if (!/^\d{16}$/.test(value)) return 'A NIK has 16 digits.';
  const day = Number(value.slice(6, 8));
  const month = Number(value.slice(8, 10));
  const plausibleDay = (day >= 1 && day <= 31) || (day >= 41 && day <= 71);
  if (!plausibleDay) return 'Digits 7 and 8 of a NIK are the day of birth, 01-31 (women 41-71).';
  if (month < 1 || month > 12) return 'Digits 9 and 10 of a NIK are the month of birth, 01-12.';
  if (value.endsWith('0000')) return 'The serial of a NIK begins at 0001.';
  return undefined;
}

/** Checks the form of a JKN card number: 13 digits, leading zeros kept. */
export function cardNumberFault(value: string): Fault {
  return /^\d{13}$/.test(value) ? undefined : 'A card number has 13 digits.';
}

/** Shows the first and last four digits only. */
export function masked(value: string): string {
  return `${value.slice(0, 4)}${'•'.repeat(Math.max(value.length - 8, 4))}${value.slice(-4)}`;
}
