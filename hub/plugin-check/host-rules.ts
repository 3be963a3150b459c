import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretValues, type MessageContent, type WebhookRequest } from '../../plugins/sdk/index.js';
import {
  itemKey,
  seededRandom,
  shuffled,
  signedSample,
  type ConformanceSubject,
  type RuleResult,
  type SimulatedProvider,
} from '../../plugins/sdk/testing/index.js';
import { HostProcess } from './host-process.js';
import type { HostState } from './messages.js';

const rules = {
  'host.redelivery':
    'Five deliveries of every webhook in random order: every item is worked once, the ledger balances.',
  'host.forgery': 'A forged webhook is answered 401, stored nowhere and counted.',
  'host.crash': 'kill -9 between store and work: what was acknowledged is worked once after the start.',
  'host.interrupted-send': 'kill -9 during a send: the message is unknown and is not sent again; the next one goes.',
  'host.drain': 'A host with the plugin drains and ends within 10 s.',
  'host.log': "The log of the host holds no secret of the configuration and nothing of a person's.",
} as const;
type RuleId = keyof typeof rules;

/** Milliseconds within which the host must settle what it has, and without any change after which it never will. */
const patience = 30_000;
const quiet = 6_000;
/** Words of a person that must not be seen in a log. */
const personal = 'RAHASIA-PRIBADI-4417';

/** What one scenario works with. */
interface Scenario {
  readonly subject: ConformanceSubject<unknown>;
  readonly provider: SimulatedProvider<unknown> | undefined;
  /** Starts the host, or gives the one that runs. */
  readonly start: (hold?: boolean) => Promise<HostProcess>;
  /** SIGKILL for the host that runs. */
  readonly kill: () => Promise<void>;
  readonly requests: readonly WebhookRequest[];
  /** Different items in the requests, and those of them that are messages. */
  readonly items: number;
  readonly messages: number;
  readonly seed: number;
  log: string;
}

/**
 * Runs a plugin in a real host with the embedded store, in a process that is killed in between. Never rejects.
 * @param conformancePath file of the module that exports the subject; the process imports it
 */
export async function checkInHost(
  subject: ConformanceSubject<unknown>,
  conformancePath: string,
  seed: number,
): Promise<RuleResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kanal-check-'));
  const started: HostProcess[] = [];
  let running: HostProcess | undefined;
  const provider = await subject.provider?.();
  const config = provider?.config ?? subject.config;
  const start = async (hold = false) => {
    if (running) return running;
    running = await HostProcess.start({ conformancePath, directory: folder, config, hold });
    started.push(running);
    return running;
  };
  const kill = async () => {
    await running?.kill();
    running = undefined;
  };
  const scenario: Scenario = { subject, provider, start, kill, seed, log: '', ...webhooksOf(subject) };
  const results: RuleResult[] = [];
  try {
    results.push(await run('host.crash', scenario, crash));
    results.push(await run('host.redelivery', scenario, redelivery));
    results.push(await run('host.forgery', scenario, forgery));
    results.push(await run('host.interrupted-send', scenario, interruptedSend));
    results.push(await run('host.drain', scenario, drain));
    scenario.log = started.map(({ log }) => log).join('\n');
    results.push(await run('host.log', scenario, logs));
  } finally {
    await kill();
    await provider?.close();
    await rm(folder, { recursive: true, force: true });
  }
  return results;
}

function webhooksOf(subject: ConformanceSubject<unknown>) {
  const now = new Date();
  const samples = subject.plugin.capabilities.webhook ? (subject.samples?.(now) ?? []) : [];
  const requests = samples.map((sample) => signedSample(subject, sample, now));
  const items = new Map(
    requests.flatMap((request) =>
      (subject.plugin.operational?.parse?.(request) ?? []).map((item) => [itemKey(item), item]),
    ),
  );
  const messages = [...items.values()].filter(({ kind }) => kind === 'message').length;
  return { requests, items: items.size, messages };
}

/** Why a scenario does not apply. */
class Skipped {
  constructor(readonly reason: string) {}
}

type Check = (scenario: Scenario) => Promise<string | null | Skipped>;

async function run(id: RuleId, scenario: Scenario, check: Check): Promise<RuleResult> {
  const proves = rules[id];
  try {
    const finding = await check(scenario);
    if (finding === null) return { id, proves, verdict: 'passed' };
    if (finding instanceof Skipped) return { id, proves, verdict: 'not applicable', detail: finding.reason };
    return { id, proves, verdict: 'failed', detail: finding };
  } catch (error) {
    return { id, proves, verdict: 'failed', detail: (error as Error).message };
  }
}

const post = (host: HostProcess, { headers, query, rawBody }: WebhookRequest) =>
  host.post(headers, query.toString(), rawBody);
const noWebhooks = new Skipped('the plugin takes no webhooks');

/** Waits until a state is as it should be; null then, else why not. */
async function until(host: HostProcess, look: (state: HostState) => string | null): Promise<string | null> {
  const end = Date.now() + patience;
  let last = { text: '', at: Date.now() };
  for (;;) {
    const state = await host.state();
    const fault = look(state);
    const text = JSON.stringify(state);
    if (text !== last.text) last = { text, at: Date.now() };
    if (fault === null || Date.now() > end || Date.now() - last.at > quiet) return fault;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Every message was worked exactly once, and the ledger says so. */
function workedOnce({ items, messages }: Scenario): (state: HostState) => string | null {
  return ({ ledger, worked, waiting }) => {
    const { received, stored, rejected, duplicates, deadLettered } = ledger;
    if (received !== stored + rejected + duplicates)
      return `the ledger does not balance: ${received} received, ${stored} stored, ${rejected} rejected, ${duplicates} duplicates`;
    if (deadLettered > 0) return `${deadLettered} items are dead letters`;
    if (stored !== items)
      return `${items} different items were delivered and ${stored} are stored: keys must be stable`;
    if (worked.some((times) => times > 1)) return 'an item was worked twice';
    if (worked.length !== messages || waiting > 0) return `${worked.length} of ${messages} messages are worked`;
    return null;
  };
}

async function crash(scenario: Scenario): Promise<string | null | Skipped> {
  if (scenario.requests.length === 0) return noWebhooks;
  const held = await scenario.start(true);
  for (const request of scenario.requests) {
    const status = await post(held, request);
    if (status !== 200) return `a genuine webhook was answered ${status} instead of 200`;
  }
  await scenario.kill();
  return until(await scenario.start(), workedOnce(scenario));
}

async function redelivery(scenario: Scenario): Promise<string | null | Skipped> {
  const { requests, seed } = scenario;
  if (requests.length === 0) return noWebhooks;
  const host = await scenario.start();
  for (const request of shuffled(
    [1, 2, 3, 4, 5].flatMap(() => requests),
    seededRandom(seed),
  )) {
    const status = await post(host, request);
    if (status !== 200) return `a repeated webhook was answered ${status} instead of 200`;
  }
  return until(host, workedOnce(scenario));
}

async function forgery(scenario: Scenario): Promise<string | null | Skipped> {
  const [request] = scenario.requests;
  if (!request) return noWebhooks;
  const host = await scenario.start();
  const before = (await host.state()).ledger;
  const headers = Object.fromEntries(Object.keys(request.headers).map((name) => [name, 'x']));
  const status = await post(host, { ...request, headers });
  const after = (await host.state()).ledger;
  if (status !== 401) return `a forged webhook was answered ${status} instead of 401`;
  return after.rejected === before.rejected + 1 && after.stored === before.stored
    ? null
    : 'a forged webhook was not counted as rejected';
}

async function interruptedSend(scenario: Scenario): Promise<string | null | Skipped> {
  const { provider, subject } = scenario;
  const { recipient, plugin, template } = subject;
  if (!plugin.operational?.send || !provider || !recipient) return new Skipped('the plugin does not send');
  if (provider.mailbox) return new Skipped('a send is one write into the mailbox of the hub: nothing hangs half-way');
  const text: MessageContent = { kind: 'text', text: `Halo ${personal}` };
  const content = plugin.capabilities.templates && template ? template : text;
  const host = await scenario.start();
  const before = provider.attempts();
  provider.next({ kind: 'hang' });
  await host.enqueue({ messageId: 'check_1', recipient, content });
  const reached = await until(host, () => (provider.attempts() > before ? null : 'no request reached the provider'));
  if (reached) return reached;
  await scenario.kill();
  const next = await scenario.start();
  const settled = await until(next, ({ sent }) =>
    sent['check_1'] === 'UNKNOWN' ? null : `an interrupted message is ${sent['check_1']} instead of UNKNOWN`,
  );
  if (settled) return settled;
  await next.enqueue({ messageId: 'check_2', recipient, content });
  const gone = await until(next, ({ sent }) =>
    sent['check_2'] === 'SENT' ? null : `the next message is ${sent['check_2']} instead of SENT`,
  );
  if (gone) return gone;
  const requests = provider.attempts() - before;
  return requests === 2 ? null : `two messages made ${requests} requests: an unknown message must not go again`;
}

async function drain(scenario: Scenario): Promise<string | null> {
  const host = await scenario.start();
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), 10_000).unref());
  return (await Promise.race([host.stop(), late])) === 'late' ? 'the host does not stop within 10 s' : null;
}

function logs({ subject, provider, log }: Scenario): Promise<string | null> {
  const configs = [subject.config, provider?.config ?? {}] as Record<string, unknown>[];
  const secrets = configs.flatMap((config) => secretValues(subject.plugin.config, config));
  const { key = '', phone = '' } = subject.recipient ?? {};
  const people = [personal, key, phone].filter((word) => word.length >= 6);
  if (secrets.some((secret) => log.includes(secret))) return Promise.resolve('a secret stands in the log of the host');
  const found = people.some((word) => log.includes(word));
  return Promise.resolve(found ? "a person's data stands in the log: never put it into an error" : null);
}
