import { answerRules } from './answer-rules.js';
import { capabilityRules } from './capability-rules.js';
import { graphRules } from './graph-rules.js';
import { configRule, levelRules, manifestRule } from './level-rules.js';
import { lifecycleRules } from './lifecycle-rules.js';
import { outcomeRules } from './outcome-rules.js';
import { parseRules } from './parse-rules.js';
import { pollRules } from './poll-rules.js';
import { redactionRules } from './redaction-rules.js';
import { toResult, type Finding, type Report, type RuleResult } from './report.js';
import { routeRules } from './route-rules.js';
import type { ConformanceSubject } from './subject.js';
import { verifyRules } from './verify-rules.js';
import { Witness } from './witness.js';
import type { InboundRule, Rule, World } from './world.js';

const inboundRules: readonly InboundRule[] = [manifestRule, ...verifyRules, ...parseRules];
/** In the order of a report; redaction comes last, because it looks back. */
const allRules: readonly Rule[] = [
  configRule,
  ...inboundRules,
  ...levelRules,
  ...capabilityRules,
  ...outcomeRules,
  ...pollRules,
  ...answerRules,
  ...routeRules,
  ...graphRules,
  ...lifecycleRules,
  ...redactionRules,
];

/** The rules of the contract, for documentation. */
export const conformanceRules: readonly { readonly id: string; readonly proves: string }[] = allRules.map(
  ({ id, proves }) => ({ id, proves }),
);

export interface ConformanceOptions {
  /** Of all chance in the run; 1 unless given. It stands in the report, so that a failure can be repeated. */
  readonly seed?: number;
  /** Number of fuzzed bodies, 2,000 unless given; `plugin:check` takes 10,000. */
  readonly fuzz?: number;
  /** Ids of the rules to run; all unless given. */
  readonly only?: readonly string[];
}

/**
 * Runs every rule of the contract that needs no hub against a plugin and reports each. Starts the subject's simulated
 * provider and closes it. Never rejects: what a plugin throws is a breach of the rule that met it.
 */
export async function runConformance<Config>(
  subject: ConformanceSubject<Config>,
  options: ConformanceOptions = {},
): Promise<Report> {
  const { seed = 1, fuzz = 2_000, only } = options;
  const plugin = subject.plugin;
  const base = { subject, plugin, seed, fuzz, witness: new Witness() };
  const results: RuleResult[] = [];
  const started = await startProvider(subject);
  if (started instanceof Error)
    results.push(toResult(providerRule, `the subject's provider does not start: ${started.message}`));
  const world: World = started === undefined || started instanceof Error ? base : { ...base, provider: started };
  try {
    for (const rule of allRules.filter(({ id }) => only?.includes(id) ?? true))
      results.push(toResult(rule, await findingOf(rule, world)));
  } finally {
    await world.provider?.close();
  }
  const { id = 'a plugin without id', version = '?' } = plugin;
  const passed = results.every(({ verdict }) => verdict !== 'failed');
  return { plugin: `${id} ${version}`, seed, results, passed };
}

const providerRule = { id: 'subject.provider', proves: 'The simulated provider of the subject starts.' };

async function startProvider<Config>(subject: ConformanceSubject<Config>) {
  try {
    return await subject.provider?.();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function findingOf(rule: Rule, world: World): Promise<Finding> {
  try {
    return await rule.check(world);
  } catch (error) {
    return thrown(error);
  }
}

const thrown = (error: unknown) =>
  `the plugin threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;

/** One rule of `checkInbound`. */
export interface CheckResult {
  readonly rule: string;
  readonly passed: boolean;
  /** The first breach, in words that say what to change. */
  readonly fault?: string;
}

/**
 * The rules about webhooks alone, without provider and without waiting: for a plugin's own fast tests.
 * @param seed of the fuzzed bodies; print it with the report, so that a failure can be repeated
 */
export function checkInbound<Config>(subject: ConformanceSubject<Config>, seed = 1, fuzz = 2_000): CheckResult[] {
  const world: World = { subject, plugin: subject.plugin, seed, fuzz, witness: new Witness() };
  return inboundRules.map((rule) => {
    const { verdict, detail } = toResult(rule, inboundFinding(rule, world));
    return verdict === 'failed' ? { rule: rule.id, passed: false, fault: detail! } : { rule: rule.id, passed: true };
  });
}

function inboundFinding(rule: InboundRule, world: World): Finding {
  try {
    return rule.check(world);
  } catch (error) {
    return thrown(error);
  }
}
