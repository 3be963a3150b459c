/** E.164 of an Indonesian mobile number written as 08…, 628… or +628…, with spaces or dashes; undefined when it is none. */
export function mobileNumber(written: string): string | undefined {
  const digits = written.replace(/[\s.()-]/g, '');
  const national = /^(?:\+62|62|0)(8\d{8,11})$/.exec(digits)?.[1];
  return national === undefined ? undefined : `+62${national}`;
}
