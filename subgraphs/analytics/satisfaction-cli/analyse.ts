import {
  type Analysis,
  assess,
  blindfold,
  type BlindfoldResult,
  bootstrap,
  type DataTable,
  estimate,
  importancePerformance,
  type PathModel,
  plsPredict,
  SatisfactionError,
  simpleSlopes,
  type SimpleSlopes,
  type Verdict,
} from '../domain/satisfaction/index.js';
import { CommandError, type ExitCode, exitCodes } from './exit-codes.js';

/** What to compute beyond the estimate. */
export interface AnalysisRequest {
  readonly resamples: number;
  readonly seed: number;
  readonly workers: number | undefined;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
  /** Told when a part beyond the estimate cannot be computed; the rest is still reported. */
  readonly onSkipped: (part: string, reason: string) => void;
  readonly signal: AbortSignal;
}

/** All results of a model on data. */
export interface FullAnalysis {
  readonly analysis: Analysis;
  readonly verdicts: readonly Verdict[];
  readonly slopes: readonly SimpleSlopes[];
}

/** Omission distances for Q2 that are usual; those that divide the number of cases cannot be used (Hair et al. 2017). */
const omissionDistances = [7, 9];
const otherDistances = [5, 6, 8, 10, 11, 12];

/** Estimates, bootstraps and assesses; throws CommandError, or the signal's reason when cancelled. */
export async function analyse(data: DataTable, model: PathModel, request: AnalysisRequest): Promise<FullAnalysis> {
  const { signal, seed } = request;
  const point = expectable(() => estimate(data, model));
  const optional = <T>(part: string, compute: () => T): T | null => {
    signal.throwIfAborted();
    try {
      return compute();
    } catch (error) {
      if (!(error instanceof SatisfactionError)) throw error;
      request.onSkipped(part, error.message);
      return null;
    }
  };
  const resampled = request.resamples > 0 ? await resample(data, model, request) : null;
  const distances = omissionDistances.filter((distance) => point.n % distance !== 0);
  const usable =
    distances.length > 0 ? distances : otherDistances.filter((distance) => point.n % distance !== 0).slice(0, 1);
  const blindfolds = usable
    .map((distance) => optional('Q2', () => blindfold(data, model, distance)))
    .filter((result): result is BlindfoldResult => result !== null);
  const prediction = optional('PLSpredict', () => plsPredict(data, model, { seed }));
  const map = optional('importance-performance map', () => importancePerformance(data, point));
  const slopes = optional('simple slopes', () => simpleSlopes(point)) ?? [];
  const verdicts = assess(point, { blindfold: blindfolds[0] ?? null, prediction });
  return {
    analysis: {
      estimate: point,
      bootstrap: resampled,
      blindfolds,
      predictions: prediction ? [prediction] : [],
      importancePerformance: map,
    },
    verdicts,
    slopes,
  };
}

async function resample(data: DataTable, model: PathModel, request: AnalysisRequest) {
  const { resamples, seed, workers, onProgress, signal } = request;
  try {
    return await bootstrap(data, model, {
      resamples,
      seed,
      onProgress,
      signal,
      ...(workers === undefined ? {} : { workers }),
    });
  } catch (error) {
    throw translated(error);
  }
}

function expectable<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw translated(error);
  }
}

const exitCodeOf: Partial<Record<SatisfactionError['code'], ExitCode>> = {
  model_invalid: exitCodes.model,
  column_missing: exitCodes.data,
  data_invalid: exitCodes.data,
  option_invalid: exitCodes.usage,
};

function translated(error: unknown): unknown {
  if (!(error instanceof SatisfactionError)) return error;
  return new CommandError(exitCodeOf[error.code] ?? exitCodes.estimation, error.message);
}
