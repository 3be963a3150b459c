import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyse, type FullAnalysis } from './analyse.js';
import { type Arguments, help, readArguments } from './arguments.js';
import { CommandError, type ExitCode, exitCodes } from './exit-codes.js';
import { type ModelFile, readModelFile } from './model-file.js';
import { Progress, type ProgressTarget } from './progress.js';
import { type Provenance, reportContext, type ReportInput } from './report/context.js';
import { renderReport } from './report/report.js';
import { resultJson } from './result-json.js';
import { readSurvey } from './survey/read-survey.js';
import { terminalSummary } from './terminal-summary.js';

/** What the command needs of the world. */
export interface CommandWorld {
  readonly out: (text: string) => void;
  readonly progress: ProgressTarget;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Name and version for the report. */
  readonly program: string;
}

const demo = {
  data: new URL('../domain/satisfaction-data/bpu-satisfaction.synthetic.csv', import.meta.url),
  model: new URL('../domain/satisfaction-data/bpu-satisfaction.model.json', import.meta.url),
};

/** Runs the command and returns its exit code; expected failures are written to the progress stream, faults are thrown. */
export async function runSatisfaction(args: readonly string[], world: CommandWorld): Promise<ExitCode> {
  try {
    await run(readArguments(args), world);
    return exitCodes.ok;
  } catch (error) {
    if (world.signal.aborted) {
      world.progress.write('Interrupted; nothing was written.\n');
      return exitCodes.interrupted;
    }
    if (!(error instanceof CommandError)) throw error;
    world.progress.write(`satisfaction: ${error.message}\n`);
    return error.exitCode;
  }
}

async function run(given: Arguments, world: CommandWorld): Promise<void> {
  if (given.help) return world.out(help);
  await checkFolders(given);
  const dataPath = given.demo ? fileURLToPath(demo.data) : given.data;
  const modelPath = given.demo ? fileURLToPath(demo.model) : given.model;
  const modelText = await readInput(modelPath, exitCodes.model);
  const file = readModelFile(modelText.toString('utf8'), basename(modelPath), given.language);
  const bytes = await readInput(dataPath, exitCodes.data);
  const full = await compute(bytes, basename(dataPath), file, given, world);
  world.signal.throwIfAborted();
  const provenance: Provenance = {
    dataFile: basename(dataPath),
    modelFile: basename(modelPath),
    dataSha256: createHash('sha256').update(bytes).digest('hex'),
    created: world.now(),
    program: world.program,
  };
  const input: ReportInput = { ...full, presentation: file.presentation, provenance, language: given.language };
  await writeResults(given, input, world);
  world.out(`${terminalSummary(reportContext(input))}\n`);
}

async function compute(
  bytes: Buffer,
  dataFile: string,
  { model }: ModelFile,
  given: Arguments,
  world: CommandWorld,
): Promise<FullAnalysis> {
  const data = readSurvey(bytes, {
    file: dataFile,
    columns: model.constructs.flatMap(({ items }) => items),
    missing: { ...given.missing, numbers: [...given.missing.numbers, ...model.settings.missingCodes] },
    responseScale: model.responseScale,
    ...(given.delimiter === undefined ? {} : { delimiter: given.delimiter }),
  });
  const progress = new Progress('Bootstrap and jackknife', world.progress);
  if (given.resamples > 0) world.progress.write(`Bootstrap of ${given.resamples} resamples, seed ${given.seed}\n`);
  try {
    return await analyse(data, model, {
      resamples: given.resamples,
      seed: given.seed,
      workers: given.workers,
      onProgress: (state) => progress.report(state),
      onSkipped: (part, reason) => world.progress.write(`${part} left out: ${reason}\n`),
      signal: world.signal,
    });
  } finally {
    progress.finish();
  }
}

async function writeResults(given: Arguments, input: ReportInput, world: CommandWorld): Promise<void> {
  if (given.json !== undefined) {
    await writeWhole(given.json, `${JSON.stringify(resultJson(input), null, 1)}\n`);
    world.progress.write(`Wrote ${given.json}\n`);
  }
  if (given.out !== undefined) {
    await writeWhole(given.out, renderReport(input));
    world.progress.write(`Wrote ${given.out}\n`);
  }
}

async function readInput(path: string, code: ExitCode): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new CommandError(code, `cannot read ${path}: ${reason(error)}`);
  }
}

/** A result that cannot be written is found out before the computation, not after it. */
async function checkFolders(given: Arguments): Promise<void> {
  if (given.out !== undefined && given.json !== undefined && resolve(given.out) === resolve(given.json)) {
    throw new CommandError(exitCodes.usage, '--out and --json name the same file');
  }
  const inputs = [given.data, given.model].filter(Boolean).map((path) => resolve(path));
  for (const path of [given.out, given.json]) {
    if (path === undefined) continue;
    if (inputs.includes(resolve(path)))
      throw new CommandError(exitCodes.usage, `${path} is read by this command; write to another file`);
    await mkdir(dirname(resolve(path)), { recursive: true }).catch((error: unknown) => {
      throw new CommandError(exitCodes.output, `cannot write ${path}: ${reason(error)}`);
    });
  }
}

/** Writes beside the file and renames, so that an interruption never leaves half a result. */
async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, text);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw new CommandError(exitCodes.output, `cannot write ${path}: ${reason(error)}`);
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'a part of the path is not a folder',
  ENOSPC: 'the disk is full',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
