import { parseArgs } from 'node:util';
import { CommandError, exitCodes } from './exit-codes.js';
import { type Language, languages } from './report/format.js';
import type { MissingCodes } from './survey/answer.js';
import type { Delimiter } from './survey/delimiter.js';

/** The checked command line. */
export interface Arguments {
  readonly help: boolean;
  readonly demo: boolean;
  readonly data: string;
  readonly model: string;
  readonly resamples: number;
  readonly seed: number;
  readonly workers: number | undefined;
  readonly out: string | undefined;
  readonly json: string | undefined;
  readonly language: Language;
  readonly missing: MissingCodes;
  readonly delimiter: Delimiter | undefined;
}

const defaults = { resamples: 5000, seed: 1 };
const mostResamples = 1_000_000;

const options = {
  data: { type: 'string' },
  model: { type: 'string' },
  resamples: { type: 'string' },
  seed: { type: 'string' },
  workers: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'string' },
  lang: { type: 'string' },
  missing: { type: 'string', multiple: true },
  delimiter: { type: 'string' },
  demo: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The help text. */
export const help = `Estimates a satisfaction model (PLS-SEM) from survey answers and writes a report.

  npm run satisfaction -- --data FILE.csv --model MODEL.json [options]
  npm run satisfaction -- --demo --out report.html

  --data FILE       answers, one line a participant, with a header line (comma, semicolon, tab or bar)
  --model FILE      constructs, items, paths and settings as JSON (docs/satisfaction-model.md)
  --demo            the synthetic demo survey instead of --data and --model
  --resamples N     bootstrap resamples, ${defaults.resamples} unless told; 0 leaves the bootstrap out
  --seed N          a whole number; the same seed gives the same result (${defaults.seed} unless told)
  --workers N       threads for the bootstrap; the result does not depend on it
  --out FILE        write the report as one HTML file
  --json FILE       write all results as JSON, in full precision
  --lang id|en      language of the report and the summary, id unless told
  --missing CODE    what stands for a missing answer besides an empty cell, NA and the model's missing_code;
                    may be repeated; a negative code needs an equals sign: --missing=-99
  --delimiter CHAR  , ; | or tab, where the header line leaves it in doubt
  -h, --help        this text

Exit codes: 0 done, 1 a fault of this program, 2 wrong use, 3 the data file, 4 the model file,
5 the model cannot be estimated from the data, 6 a result could not be written, 130 interrupted.
`;

/** Reads the command line; throws CommandError (usage) that says what to change. */
export function readArguments(args: readonly string[]): Arguments {
  const values = parsed(args);
  const demo = values.demo ?? false;
  const asksForHelp = values.help ?? false;
  if (!asksForHelp) checkFiles(values.data, values.model, demo);
  return {
    help: asksForHelp,
    demo,
    data: values.data ?? '',
    model: values.model ?? '',
    resamples: resamples(values.resamples),
    seed: whole('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER) ?? defaults.seed,
    workers: whole('--workers', values.workers, 0, 256),
    out: file('--out', values.out),
    json: file('--json', values.json),
    language: language(values.lang),
    missing: missingCodes(values.missing ?? []),
    delimiter: delimiter(values.delimiter),
  };
}

const usage = (message: string) => new CommandError(exitCodes.usage, `${message}\nSee --help.`);

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function checkFiles(data: string | undefined, model: string | undefined, demo: boolean): void {
  if (demo && (data !== undefined || model !== undefined)) {
    throw usage('--demo brings its own data and model; leave --data and --model out');
  }
  if (demo) return;
  const missing = [data ? '' : '--data FILE.csv', model ? '' : '--model MODEL.json'].filter(Boolean);
  if (missing.length > 0)
    throw usage(`${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} needed, or --demo`);
}

function resamples(text: string | undefined): number {
  const count = whole('--resamples', text, 0, mostResamples) ?? defaults.resamples;
  if (count === 1) throw usage('--resamples 1 gives no standard deviation; use 0 for none, or 5000');
  return count;
}

function whole(name: string, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) {
    throw usage(`${name} is a whole number from ${low} to ${high}; found "${text}"`);
  }
  return value;
}

function file(name: string, text: string | undefined): string | undefined {
  if (text === '') throw usage(`${name} needs a file name`);
  return text;
}

function language(text: string | undefined): Language {
  const found = languages.find((known) => known === (text ?? 'id'));
  if (found === undefined) throw usage(`--lang is ${languages.join(' or ')}; found "${text}"`);
  return found;
}

function missingCodes(codes: readonly string[]): MissingCodes {
  const texts = codes.flatMap((code) => code.split(',')).map((code) => code.trim());
  return {
    texts,
    numbers: texts
      .filter((text) => text !== '')
      .map(Number)
      .filter(Number.isFinite),
  };
}

function delimiter(text: string | undefined): Delimiter | undefined {
  const known: Record<string, Delimiter> = { ',': ',', ';': ';', '|': '|', tab: '\t', '\t': '\t', '\\t': '\t' };
  if (text === undefined) return undefined;
  const found = known[text];
  if (found === undefined) throw usage(`--delimiter is , ; | or tab; found "${text}"`);
  return found;
}
