const space = /[ \t\r\n]*/y;
/* eslint-disable no-control-regex -- JSON texts may not hold control characters */
const scalar =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const key = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
/* eslint-enable no-control-regex */

/** Where a text stops being JSON (RFC 8259), counted from 0, and what was expected there. */
export interface JsonFault {
  readonly position: number;
  readonly expected: string;
}

/** The first fault of a text that JSON.parse refuses; Node 20's own message often leaves the place out. Null when it is JSON. */
export function findJsonFault(text: string): JsonFault | null {
  try {
    const end = skip(text, value(text, skip(text, 0)));
    return end < text.length ? { position: end, expected: 'the end of the file' } : null;
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
}

class Fault implements JsonFault {
  constructor(
    readonly position: number,
    readonly expected: string,
  ) {}
}

function match(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

const skip = (text: string, position: number) => match(space, text, position);

function value(text: string, position: number): number {
  if (text[position] === '{') return list(text, position, '}', member);
  if (text[position] === '[') return list(text, position, ']', value);
  const end = match(scalar, text, position);
  if (end < 0) throw new Fault(position, 'a value (a text in double quotes, a number, true, false, null, { or [)');
  return end;
}

function member(text: string, position: number): number {
  const end = match(key, text, position);
  if (end < 0) throw new Fault(position, 'a key in double quotes');
  const colon = skip(text, end);
  if (text[colon] !== ':') throw new Fault(colon, 'a colon');
  return value(text, skip(text, colon + 1));
}

function list(text: string, start: number, close: string, entry: typeof value): number {
  let position = skip(text, start + 1);
  if (text[position] === close) return position + 1;
  for (;;) {
    position = skip(text, entry(text, position));
    if (text[position] === close) return position + 1;
    if (text[position] !== ',') throw new Fault(position, `a comma or ${close}`);
    position = skip(text, position + 1);
  }
}
