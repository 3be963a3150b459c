import type { CaseResult } from './suite.js';

const counts = (results: CaseResult[]) => {
  const leftOut = results.filter((result) => result.leftOut);
  const failed = results.filter((result) => result.failure !== undefined);
  return { leftOut, failed, passed: results.length - leftOut.length - failed.length };
};

/** The share of passed cases in percent of those that ran; 100 when none ran. */
export function passRate(results: CaseResult[]): number {
  const { passed, failed } = counts(results);
  const ran = passed + failed.length;
  return ran === 0 ? 100 : (100 * passed) / ran;
}

/** One line a file, and one a failure when `verbose`. */
export function fileReport(file: string, results: CaseResult[], verbose: boolean): string {
  const { leftOut, failed, passed } = counts(results);
  const mark = failed.length > 0 ? 'FAIL' : passed > 0 ? 'ok  ' : '-   ';
  const lines = [`${mark} ${file}: ${passed} passed, ${failed.length} failed, ${leftOut.length} left out`];
  if (verbose) for (const { test, failure } of failed) lines.push(`       ${test}: ${failure}`);
  return lines.join('\n');
}

/** The closing lines: totals, why cases were left out, and the pass rate. */
export function suiteReport(results: CaseResult[]): string {
  const { leftOut, failed, passed } = counts(results);
  const reasons = new Map<string, number>();
  for (const result of leftOut) reasons.set(result.leftOut ?? '', (reasons.get(result.leftOut ?? '') ?? 0) + 1);
  const why = [...reasons].map(([reason, count]) => `${reason} ${count}`).join(', ');
  const rest = why ? ` (${why})` : '';
  const allowed = results.filter(({ driverDiffers }) => driverDiffers).length;
  return [
    ...(allowed > 0
      ? [`${allowed} of the passed allow for what the driver sends otherwise (driver-differences.ts)`]
      : []),
    `suite: ${passed} passed, ${failed.length} failed, ${leftOut.length} left out${rest}`,
    `pass rate: ${passRate(results).toFixed(1)} %`,
  ].join('\n');
}
