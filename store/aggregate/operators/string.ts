import { typeName } from '../../bson/types.js';
import type { Document } from '../../bson/types.js';
import { locationError } from '../../errors.js';
import { compileRegex, regexOf } from '../../query/regex.js';
import { compareStrings } from '../../bson/compare.js';
import { isNullish, named, nullable, positional, unary, unaryNullable } from '../evaluate.js';
import type { Operator, OperatorTable } from '../evaluate.js';
import { wholeOf } from './array.js';
import { textOf } from './convert.js';

function stringOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw locationError(16702, `${name} only supports strings, not ${typeName(value)}`);
  return value;
}

const lower = (text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
const upper = (text: string): string => text.replace(/[a-z]+/g, (part) => part.toUpperCase());

function substringOfBytes([value, from, count]: unknown[], name: string): string {
  const bytes = Buffer.from(textOf(value));
  const start = wholeOf(from, name);
  const length = wholeOf(count, name);
  if (start < 0) throw locationError(50752, `${name}: starting index must be non-negative`);
  const end = length < 0 ? bytes.length : Math.min(start + length, bytes.length);
  const cut = [start, end].find((at) => at < bytes.length && ((bytes[at] as number) & 0xc0) === 0x80);
  if (cut !== undefined) throw locationError(28656, `${name}: Invalid range, a character would be cut in half`);
  return bytes.toString('utf8', Math.min(start, end), end);
}

function substringOfPoints([value, from, count]: unknown[], name: string): string {
  const [start, length] = [wholeOf(from, name), wholeOf(count, name)];
  if (start < 0 || length < 0) throw locationError(34455, `${name}: index and length must be non-negative`);
  return [...textOf(value)].slice(start, start + length).join('');
}

const positionIn = (split: (text: string) => ArrayLike<unknown>): Operator =>
  positional(2, 4, ([text, part, from = 0, to], name) => {
    if (isNullish(text)) return null;
    const [whole, wanted] = [Array.from(split(stringOf(text, name))), Array.from(split(stringOf(part, name)))];
    const start = wholeOf(from, name);
    const end = isNullish(to) ? whole.length : Math.min(whole.length, wholeOf(to, name));
    for (let at = start; at + wanted.length <= end; at++)
      if (wanted.every((unit, offset) => unit === whole[at + offset])) return at;
    return -1;
  });

const trimmer = (front: boolean, back: boolean): Operator =>
  named(['input'], ['chars'], ({ input, chars }, name) => {
    if (isNullish(input) || chars === null) return null;
    const drop = chars === undefined ? undefined : new Set(stringOf(chars, name));
    const goes = (unit: string | undefined): boolean =>
      unit !== undefined && (drop ? drop.has(unit) : /[\s\0]/.test(unit));
    const units = [...stringOf(input, name)];
    let start = 0;
    let end = units.length;
    while (front && start < end && goes(units[start])) start++;
    while (back && end > start && goes(units[end - 1])) end--;
    return units.slice(start, end).join('');
  });

const replacer = (all: boolean): Operator =>
  named(['input', 'find', 'replacement'], [], ({ input, find, replacement }, name) => {
    if ([input, find, replacement].some(isNullish)) return null;
    const [text, wanted] = [stringOf(input, name), stringOf(find, name)];
    const by = stringOf(replacement, name);
    return all ? text.replaceAll(wanted, () => by) : text.replace(wanted, () => by);
  });

function expressionOf({ regex, options }: Document, name: string): RegExp | undefined {
  if (isNullish(regex)) return undefined;
  const extra = isNullish(options) ? '' : stringOf(options, name);
  if (typeof regex === 'string') return compileRegex(regex, extra);
  if (typeName(regex) !== 'regex') throw locationError(51105, `${name} needs 'regex' to be a string or a regex`);
  return extra === '' ? regexOf(regex) : compileRegex(regexOf(regex).source, extra);
}

function found(match: RegExpMatchArray): Document {
  const before = (match.input as string).slice(0, match.index);
  return { match: match[0], idx: [...before].length, captures: match.slice(1).map((group) => group ?? null) };
}

const search = (none: unknown, run: (text: string, expression: RegExp) => unknown): Operator =>
  named(['input', 'regex'], ['options'], (values, name) => {
    const expression = expressionOf(values, name);
    if (isNullish(values['input']) || !expression) return none;
    return run(stringOf(values['input'], name), expression);
  });

const everywhere = (expression: RegExp): RegExp => new RegExp(expression.source, `${expression.flags}g`);

/** Expressions on strings. Case folding is for ASCII letters only, as in MongoDB. */
export const stringOperators: OperatorTable = {
  $concat: nullable(0, Infinity, (values, name) => values.map((value) => stringOf(value, name)).join('')),
  $toLower: unary((value) => lower(textOf(value))),
  $toUpper: unary((value) => upper(textOf(value))),
  $strcasecmp: positional(2, 2, ([a, b]) => compareStrings(upper(textOf(a)), upper(textOf(b)))),
  $strLenBytes: unary((value, name) => Buffer.byteLength(stringOf(value, name))),
  $strLenCP: unary((value, name) => [...stringOf(value, name)].length),
  $substr: positional(3, 3, substringOfBytes),
  $substrBytes: positional(3, 3, substringOfBytes),
  $substrCP: positional(3, 3, substringOfPoints),
  $indexOfBytes: positionIn((text) => Buffer.from(text)),
  $indexOfCP: positionIn((text) => [...text]),
  $split: nullable(2, 2, ([text, separator], name) => {
    if (separator === '') throw locationError(40087, '$split requires a non-empty separator');
    return stringOf(text, name).split(stringOf(separator, name));
  }),
  $trim: trimmer(true, true),
  $ltrim: trimmer(true, false),
  $rtrim: trimmer(false, true),
  $replaceOne: replacer(false),
  $replaceAll: replacer(true),
  $regexMatch: search(false, (text, expression) => expression.test(text)),
  $regexFind: search(null, (text, expression) => {
    const match = text.match(expression);
    return match ? found(match) : null;
  }),
  $regexFindAll: search([], (text, expression) => [...text.matchAll(everywhere(expression))].map(found)),
  $toString: unaryNullable((value) => textOf(value)),
};
