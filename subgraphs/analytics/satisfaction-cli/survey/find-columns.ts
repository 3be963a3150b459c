import { CommandError, exitCodes } from '../exit-codes.js';

/** Where the wanted columns stand in the header; names every one that is missing or stands twice. */
export function findColumns(
  header: readonly string[],
  wanted: readonly string[],
  file: string,
  delimiter: string,
): number[] {
  const missing = wanted.filter((name) => !header.includes(name));
  if (missing.length > 0) throw missingColumns(missing, header, file, delimiter);
  const twice = wanted.filter((name) => header.indexOf(name) !== header.lastIndexOf(name));
  if (twice.length > 0) {
    throw fault(
      `${file}, line 1: ${names(twice)} ${twice.length === 1 ? 'stands' : 'stand'} twice in the header; column names must differ`,
    );
  }
  return wanted.map((name) => header.indexOf(name));
}

function missingColumns(
  missing: readonly string[],
  header: readonly string[],
  file: string,
  delimiter: string,
): CommandError {
  const hints = missing.flatMap((name) => {
    const close = header.find((column) => simplified(column) === simplified(name));
    return close === undefined ? [] : [`${name} (did you mean ${JSON.stringify(close)}?)`];
  });
  const shown = delimiter === '\t' ? 'tab' : `"${delimiter}"`;
  return fault(
    [
      `${file}, line 1: the model needs ${names(missing)}, which the file does not have.`,
      ...(hints.length > 0 ? [`Column names must match letter by letter: ${hints.join(', ')}`] : []),
      `Columns found (delimiter ${shown}): ${names(header.slice(0, 60))}${header.length > 60 ? ', …' : ''}`,
    ].join('\n'),
  );
}

const fault = (message: string) => new CommandError(exitCodes.data, message);
const names = (list: readonly string[]) => list.map((name) => (name === '' ? '(unnamed)' : name)).join(', ');
const simplified = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
