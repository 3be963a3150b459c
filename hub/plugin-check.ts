// `npm run plugin:check <path|package>`: runs the conformance kit and a real host against a plugin.
import { parseArgs } from 'node:util';
import { loadPlugin } from '../plugins/host/index.js';
import { formatReport, runConformance, type Report, type RuleResult } from '../plugins/sdk/testing/index.js';
import { checkInHost } from './plugin-check/host-rules.js';
import { composeFaultsOf } from './plugin-graph.js';
import { CannotCheck, locateSubject, type LocatedSubject } from './plugin-check/locate-subject.js';

const usage = `Usage: npm run -s plugin:check -- <path|package> [--seed 1] [--fuzz 10000] [--quick] [--json]

Checks that a channel plugin keeps the contract: the rules of the kit, then a real host that is killed in between.
  <path>    a folder with the plugin, such as plugins/whatsapp or ./my-plugin/dist; its conformance.js exports \`conformance\`
  <package> the name of an installed npm package
  --seed    of all chance, to repeat a failure
  --fuzz    number of fuzzed webhooks
  --quick   the kit alone, without the host
  --json    the report as JSON
Exit code: 0 every rule holds, 1 a rule is broken, 2 the plugin cannot be checked. Guide: docs/plugin-guide.md
`;

interface Options {
  readonly plugin: string;
  readonly seed: number;
  readonly fuzz: number;
  readonly quick: boolean;
  readonly json: boolean;
}

function readOptions(given: string[]): Options | null {
  const options = {
    seed: { type: 'string' },
    fuzz: { type: 'string', default: '10000' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  let read;
  try {
    read = parseArgs({ args: given, options, allowPositionals: true });
  } catch (error) {
    throw new CannotCheck(`${(error as Error).message}\n\n${usage}`);
  }
  const { values, positionals } = read;
  if (values.help) return null;
  const [plugin] = positionals;
  if (plugin === undefined || positionals.length > 1) throw new CannotCheck(`Name one plugin.\n\n${usage}`);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : whole('--seed', values.seed);
  return { plugin, seed, fuzz: whole('--fuzz', values.fuzz), quick: values.quick, json: values.json };
}

function whole(name: string, value: string): number {
  if (/^\d{1,9}$|^1\d{9}$|^20\d{8}$/.test(value)) return Number(value);
  throw new CannotCheck(`${name}: expected a whole number, such as 1.`);
}

/** The rules about the folder itself. */
async function folderRules({ reference, places, subject, leftOpen }: LocatedSubject): Promise<RuleResult[]> {
  const loaded = await loadPlugin(reference, places);
  const loads = { id: 'folder.loads', proves: 'A hub finds and takes the plugin that the kit checks.' };
  const inert = { id: 'folder.inert', proves: 'Importing the plugin starts nothing.' };
  const fault =
    'reasons' in loaded
      ? loaded.reasons.join('; ')
      : loaded.manifest.plugin.id === subject.plugin.id
        ? null
        : `the folder holds the plugin ${loaded.manifest.plugin.id}, and conformance checks ${subject.plugin.id}`;
  const composes = {
    id: 'folder.composes',
    proves: 'The graph of the hub composes with what the plugin adds to it.',
  };
  const [clash] = await composeFaultsOf(subject.plugin);
  return [
    fault === null ? { ...loads, verdict: 'passed' } : { ...loads, verdict: 'failed', detail: fault },
    leftOpen.length === 0
      ? { ...inert, verdict: 'passed' }
      : { ...inert, verdict: 'failed', detail: `it leaves open: ${leftOpen.join(', ')}; move it into lifecycle.start` },
    subject.plugin.graph === undefined
      ? { ...composes, verdict: 'not applicable', detail: 'the plugin adds nothing to the graph' }
      : clash === undefined
        ? { ...composes, verdict: 'passed' }
        : { ...composes, verdict: 'failed', detail: clash },
  ];
}

/** Runs everything and puts one report together. */
async function check({ plugin, seed, fuzz, quick }: Options): Promise<Report> {
  const located = await locateSubject(plugin, process.cwd());
  const first = await folderRules(located);
  const kit = await runConformance(located.subject, { seed, fuzz });
  const playable = !quick && kit.results.every(({ id }) => id !== 'subject.provider');
  const inHost = playable ? await checkInHost(located.subject, located.conformancePath, seed) : [];
  const results = [...first, ...kit.results, ...inHost];
  return { ...kit, results, passed: results.every(({ verdict }) => verdict !== 'failed') };
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(usage);
  else {
    const report = await check(options);
    process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : formatReport(report)}\n`);
    process.exitCode = report.passed ? 0 : 1;
  }
} catch (error) {
  process.stderr.write(`${error instanceof CannotCheck ? error.message : (error as Error).stack}\n`);
  process.exitCode = 2;
}
process.exit();
