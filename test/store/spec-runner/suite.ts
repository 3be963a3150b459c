import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BSON, MongoClient } from 'mongodb';
import type { SuiteFile } from './format.js';
import { leftOutReason, serverFacts, type LeftOutReason } from './requirements.js';
import { runCase, type Passed } from './run-case.js';

/** How one case ended. */
export interface CaseResult {
  file: string;
  test: string;
  /** Why it was left out, when it was not run. */
  leftOut?: LeftOutReason;
  /** What did not hold, when it failed. */
  failure?: string;
  /** It passed, allowing for something the driver itself sends otherwise than the specification wants. */
  driverDiffers?: boolean;
}

/** Reads the JSON files of a folder, by name. Throws when the folder has none. */
export async function loadSuite(folder: string): Promise<Map<string, SuiteFile>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0)
    throw new Error(`There is no .json file in ${folder}: give the folder with the suite's files.`);
  const files = new Map<string, SuiteFile>();
  for (const name of names) {
    files.set(basename(name, '.json'), BSON.EJSON.parse(await readFile(join(folder, name), 'utf8')) as SuiteFile);
  }
  return files;
}

export interface SuiteOptions {
  /** Runs only cases whose "file: description" contains this text. */
  filter?: string;
  /** Called after each file with its results. */
  onFile?: (file: string, results: CaseResult[]) => void;
}

/** Runs the cases of a suite one after the other against the server at `uri`. */
export async function runSuite(
  files: Map<string, SuiteFile>,
  uri: string,
  options: SuiteOptions = {},
): Promise<CaseResult[]> {
  const internal = new MongoClient(uri);
  try {
    const facts = await serverFacts(await internal.connect());
    const all: CaseResult[] = [];
    for (const [name, file] of files) {
      const results: CaseResult[] = [];
      for (const test of file.tests) {
        if (!`${name}: ${test.description}`.includes(options.filter ?? '')) continue;
        const result = { file: name, test: test.description };
        const leftOut = leftOutReason(file, test, facts);
        if (leftOut) results.push({ ...result, leftOut });
        else results.push({ ...result, ...(await outcome(runCase(file, test, uri, internal))) });
      }
      options.onFile?.(name, results);
      all.push(...results);
    }
    return all;
  } finally {
    await internal.close();
  }
}

const outcome = (run: Promise<Passed>): Promise<Pick<CaseResult, 'failure' | 'driverDiffers'>> =>
  run.catch((error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }));
