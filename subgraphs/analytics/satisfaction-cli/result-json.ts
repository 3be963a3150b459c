import { type SimpleSlopes, toReferenceJson, type Verdict } from '../domain/satisfaction/index.js';
import type { ReportInput } from './report/context.js';

/**
 * The result file as plain JSON: the reference layout (docs/satisfaction-model.md), then simple_slopes, verdicts, data
 * and program. Numbers are doubles in full precision; what is not a number is null.
 */
export function resultJson(input: ReportInput): Record<string, unknown> {
  const { analysis, slopes, verdicts, provenance, presentation } = input;
  return {
    ...toReferenceJson(analysis),
    simple_slopes: Object.fromEntries(
      slopes.map((entry) => [`${entry.interaction} -> ${entry.outcome}`, slopesJson(entry)]),
    ),
    verdicts: verdicts.map(({ measure, subject, value, rating, threshold, source }: Verdict) => ({
      measure,
      subject,
      value,
      rating,
      threshold,
      source,
    })),
    data: {
      file: provenance.dataFile,
      sha256: provenance.dataSha256,
      label: presentation.dataLabel,
    },
    program: provenance.program,
  };
}

function slopesJson({ iv, moderator, outcome, quadratic, lines }: SimpleSlopes): Record<string, unknown> {
  return {
    iv,
    moderator,
    outcome,
    quadratic,
    lines: lines.map(({ level, slope, standardError, t, p, points }) => ({
      level,
      slope,
      standard_error: standardError,
      t,
      p,
      points,
    })),
  };
}
