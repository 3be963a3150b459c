/** The version of this SDK. A plugin names the range it was written for; the host refuses others at boot. */
export const sdkVersion = '1.1.0';

type Version = readonly [number, number, number];

function parseVersion(text: string): Version | null {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : null;
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * Why a version does not lie in a range, or null when it does. Ranges: `1.2.3` exactly, `~1.2.3` same minor,
 * `^1.2.3` same major (for 0.x: same minor), as npm reads them.
 */
export function rangeFault(range: string, version: string): string | null {
  const wanted = parseVersion(range.replace(/^[\^~]/, ''));
  const given = parseVersion(version);
  if (!wanted) return `"${range}" is not a range; write ^1.2.3, ~1.2.3 or 1.2.3`;
  if (!given) return `"${version}" is not a version`;
  const tooOld = compare(given, wanted) < 0;
  const sameMinor = given[0] === wanted[0] && given[1] === wanted[1];
  const fits = range.startsWith('^')
    ? wanted[0] > 0
      ? given[0] === wanted[0]
      : sameMinor
    : range.startsWith('~')
      ? sameMinor
      : compare(given, wanted) === 0;
  if (fits && !tooOld) return null;
  return tooOld ? `needs ${range}, and this is the older ${version}` : `needs ${range}, and this is ${version}`;
}
