import { memoryMailbox, memoryStorage, serviceContext } from '../../sdk/testing/index.js';
import type { InboundItem, RouteAnswer, RouteRequest, ServiceContext } from '../../sdk/index.js';
import type { WebsiteConfig } from '../config.js';
import { consentVersion, fastestStart, openSession } from '../session.js';
import { start } from '../start.js';

/** Settings of a channel under test, with one site of a page elsewhere. */
export const testConfig: WebsiteConfig = {
  secret: 'test-website-secret-0123456789abcdef',
  sites: 'demo https://www.contoh.example http://localhost:*; other https://lain.example',
  identitySecret: 'test-identity-secret-0123456789abcdef',
};

export const hubOrigin = 'https://hub.example';
export const hostOrigin = 'https://www.contoh.example';

/** A clock that a test moves. */
export interface TestClock {
  now: number;
}

export interface TestBench {
  readonly context: ServiceContext<WebsiteConfig>;
  readonly clock: TestClock;
  /** What went into the inbox, each key once. */
  readonly received: InboundItem[];
}

/** A context with storage, mailbox and inbox in memory, and a clock of its own. */
export function testBench(changes: Partial<ServiceContext<WebsiteConfig>> = {}, config = testConfig): TestBench {
  const clock = { now: Date.parse('2026-11-20T03:00:00Z') };
  const received: InboundItem[] = [];
  const keyOf = ({ kind, externalId, variant }: InboundItem) => JSON.stringify([kind, externalId, variant]);
  const context = serviceContext<WebsiteConfig>(config, {
    channelId: 'website',
    now: () => new Date(clock.now),
    storage: memoryStorage(() => clock.now),
    mailbox: memoryMailbox(() => clock.now),
    receive: (items) => {
      const fresh = items.filter((item) => received.every((known) => keyOf(known) !== keyOf(item)));
      received.push(...fresh);
      return Promise.resolve({ stored: fresh.length, duplicates: items.length - fresh.length });
    },
    ...changes,
  });
  return { context, clock, received };
}

export interface AskOptions {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly remoteAddress?: string;
  readonly token?: string;
  readonly json?: unknown;
}

/** A request as a page of the channel would send it; `headers` replace what the browser says. */
export function request(options: AskOptions = {}): RouteRequest {
  const { json, token, remoteAddress = '203.0.113.7' } = options;
  const method = options.method ?? (json === undefined ? 'GET' : 'POST');
  return {
    method,
    parameters: options.parameters ?? {},
    query: new URLSearchParams(options.query),
    headers: { ...(method === 'POST' && { origin: hubOrigin }), 'x-visit-token': token, ...options.headers },
    remoteAddress,
    baseUrl: `${hubOrigin}/channels/website`,
    body: bodyOf(json),
  };
}

async function* bodyOf(json: unknown): AsyncGenerator<Buffer> {
  if (json !== undefined) yield Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
}

/** An answer's JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they asked for
export const jsonOf = (answer: RouteAnswer): any => JSON.parse(String(answer.body));

/** Opens the chat and agrees; answers session and resume token. */
export async function enter({ context, clock }: TestBench, site = 'demo'): Promise<{ token: string; resume: string }> {
  const page = site === 'demo' ? hostOrigin : 'https://lain.example';
  const opened = jsonOf(await start(request({ query: { site } }), context)) as { start: string };
  clock.now += fastestStart;
  const json = { site, page, start: opened.start, consent: consentVersion };
  return jsonOf(await openSession(request({ json }), context)) as { token: string; resume: string };
}
