// A host with one plugin and the embedded store, as a process of its own that a check kills.
import { pathToFileURL } from 'node:url';
import { createHost, type Host } from '../../plugins/host/index.js';
import type { StoredInbound } from '../../plugins/sdk/index.js';
import type { ConformanceSubject } from '../../plugins/sdk/testing/index.js';
import { startStore } from '../../store/index.js';
import { createVault } from '../../subgraphs/kernel/crypto.js';
import { openDatabase, type Database, type UnitOfWork } from '../../subgraphs/kernel/database.js';
import { createLogger } from '../../subgraphs/kernel/logging.js';
import { createMetrics } from '../../subgraphs/kernel/metrics.js';
import type { Answer, HostState, Numbered } from './messages.js';

const [conformancePath = '', directory = ''] = process.argv.slice(2);
const channelId = 'conformance';
const log = createLogger({ name: 'plugin-check', level: 'trace' });

/** Short waits: a check should not take long. */
const tuning = {
  retryDelay: 20,
  inboxAttempts: 3,
  pollInterval: 40,
  sendDeadline: 1_000,
  sendLease: 2_500,
  stopPause: 200,
  circuitPause: 200,
};

class CheckedHost {
  private constructor(
    private readonly host: Host,
    private readonly database: Database,
    private readonly closeStore: () => Promise<void>,
  ) {}

  static async start({ config, hold }: { config: unknown; hold: boolean }): Promise<CheckedHost> {
    const store = await startStore({ directory });
    const database = await openDatabase(store.uri, { name: 'conformance', log });
    const { conformance } = (await import(pathToFileURL(conformancePath).href)) as {
      conformance: ConformanceSubject<unknown>;
    };
    const inbound = hold ? () => new Promise<void>(() => undefined) : work(database);
    const host = await createHost({
      database,
      log,
      tuning,
      vault: createVault('conformance-key-of-at-least-32-characters'),
      metrics: createMetrics(),
      production: true,
      accounts: [{ id: channelId, plugin: conformance.plugin, config: config as Record<string, unknown> }],
      handlers: { inbound, receipt: () => Promise.resolve() },
    });
    await host.start();
    return new CheckedHost(host, database, store.close);
  }

  private collection(name: string) {
    return this.database.connection.collection(name);
  }

  async post({ headers, query, rawBody }: Extract<Numbered, { ask: 'post' }>): Promise<number> {
    const request = { channelId, method: 'POST', headers, query: new URLSearchParams(query) };
    const { status } = await this.host.ingress({ ...request, rawBody: Buffer.from(rawBody) });
    return status;
  }

  async enqueue({ messageId, recipient, content }: Extract<Numbered, { ask: 'enqueue' }>): Promise<void> {
    const message = { channelId, conversationId: 'conformance', messageId, recipient, content };
    await this.database.transaction(async (unit) => {
      await this.host.enqueue(unit, { ...message, priority: 'reply' });
    });
  }

  async state(): Promise<HostState> {
    const [worked, waiting, outbox, ledger] = await Promise.all([
      this.collection('conformance_worked').find().toArray(),
      this.collection('channel_inbox').countDocuments({ state: 'open', kind: 'message' }),
      this.collection('channel_outbox').find().toArray(),
      this.host.ledger(channelId),
    ]);
    const times = new Map<string, number>();
    for (const { item } of worked) times.set(String(item), (times.get(String(item)) ?? 0) + 1);
    const sent = Object.fromEntries(outbox.map(({ _id, status }) => [String(_id), String(status)]));
    return { ledger, worked: [...times.values()], waiting, sent };
  }

  async stop(): Promise<void> {
    await this.host.stop();
    await this.database.close();
    await this.closeStore();
  }
}

/** Takes down every item that is worked, in the transaction that settles it. */
function work(database: Database) {
  return async (item: StoredInbound, unit: UnitOfWork): Promise<void> => {
    const collection = database.connection.collection('conformance_worked');
    await collection.insertOne({ item: item.id }, { session: unit.session });
  };
}

let running: CheckedHost | undefined;

async function answer(question: Numbered): Promise<unknown> {
  if (question.ask === 'start') {
    running = await CheckedHost.start(question);
    return undefined;
  }
  if (!running) throw new Error('The host is not started.');
  if (question.ask === 'post') return running.post(question);
  if (question.ask === 'enqueue') return running.enqueue(question);
  return question.ask === 'state' ? running.state() : running.stop();
}

process.on('message', (question: Numbered) => {
  const reply = (rest: Omit<Answer, 'number'>) => process.send?.({ number: question.number, ...rest });
  answer(question).then(
    (value) => reply({ value }),
    (error: Error) => reply({ fault: `${error.name}: ${error.message}` }),
  );
});
process.on('disconnect', () => process.exit(0));
