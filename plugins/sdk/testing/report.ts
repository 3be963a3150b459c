/** Whether a rule holds. `not applicable`: the plugin does not promise what the rule is about. */
export type Verdict = 'passed' | 'failed' | 'not applicable';

/** One rule of the contract and what came of it. */
export interface RuleResult {
  /** Stable, such as `verify.changed-body`. */
  readonly id: string;
  /** What the rule proves, as one sentence. */
  readonly proves: string;
  readonly verdict: Verdict;
  /** The first breach in words that say what to change, or why the rule does not apply. */
  readonly detail?: string;
}

/** The answer of a whole run. Equal plugin and seed give an equal report. */
export interface Report {
  readonly plugin: string;
  readonly seed: number;
  readonly results: readonly RuleResult[];
  /** No rule failed. */
  readonly passed: boolean;
}

/** A rule does not apply, and why. */
export class NotApplicable {
  constructor(readonly reason: string) {}
}

/** What a rule answers: null when it holds, the breach as text, or why it does not apply. */
export type Finding = string | null | NotApplicable;

/** The result for a finding. */
export function toResult(rule: { readonly id: string; readonly proves: string }, finding: Finding): RuleResult {
  const { id, proves } = rule;
  if (finding === null) return { id, proves, verdict: 'passed' };
  if (finding instanceof NotApplicable) return { id, proves, verdict: 'not applicable', detail: finding.reason };
  return { id, proves, verdict: 'failed', detail: finding };
}

const marks: Readonly<Record<Verdict, string>> = { passed: 'ok  ', failed: 'FAIL', 'not applicable': 'n/a ' };

/** A report for people: a line per rule, faults beneath, totals and seed at the end. */
export function formatReport(report: Report): string {
  const width = Math.max(...report.results.map(({ id }) => id.length));
  const lines = report.results.map(({ id, proves, verdict, detail }) => {
    const line = `${marks[verdict]} ${id.padEnd(width)}  ${proves}`;
    return detail === undefined ? line : `${line}\n${' '.repeat(width + 7)}${arrow[verdict]} ${detail}`;
  });
  const count = (verdict: Verdict) => report.results.filter((result) => result.verdict === verdict).length;
  return [
    `Conformance of ${report.plugin}`,
    ...lines,
    `${count('passed')} passed, ${count('failed')} failed, ${count('not applicable')} not applicable; seed ${report.seed}`,
  ].join('\n');
}

const arrow: Readonly<Record<Verdict, string>> = { passed: '', failed: '->', 'not applicable': '--' };
