import { regexParts } from '../bson/compare.js';
import { badValue, locationError } from '../errors.js';

function stripExtended(pattern: string): string {
  let inClass = false;
  let result = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    if (char === '\\') result += char + (pattern[++at] ?? '');
    else if (!inClass && char === '#') while (at + 1 < pattern.length && pattern[at + 1] !== '\n') at++;
    else if (inClass || !/\s/.test(char)) {
      if (char === '[') inClass = true;
      if (char === ']') inClass = false;
      result += char;
    }
  }
  return result;
}

function build(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    // Perl's syntax allows escapes that JavaScript's unicode mode refuses.
  }
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw locationError(51091, `Regular expression is invalid: ${(error as Error).message}`);
  }
}

/**
 * Compiles a Perl-style pattern with MongoDB's options (i, m, s, x, u) to a JavaScript expression. A leading `(?i)`
 * group counts as options. Throws BadValue (2) for other options and Location51091 for a malformed pattern.
 */
export function compileRegex(pattern: string, options = ''): RegExp {
  const unknown = [...options].find((letter) => !'imsxu'.includes(letter));
  if (unknown) throw badValue(` invalid flag in regex options: ${unknown}`);
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const letters = new Set(options + (inline?.[1] ?? ''));
  let source = inline ? pattern.slice(inline[0].length) : pattern;
  if (letters.has('x')) source = stripExtended(source);
  return build(source, [...'ims'].filter((letter) => letters.has(letter)).join(''));
}

/** Compiles a stored regular expression value. */
export function regexOf(value: unknown): RegExp {
  const { pattern, options } = regexParts(value);
  return compileRegex(pattern, options);
}
