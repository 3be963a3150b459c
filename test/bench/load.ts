import autocannon from 'autocannon';
import type { Child, Print } from './benchmark.js';
import { median } from './benchmark.js';

/** One round of load. */
export interface Round {
  /** Answers a second. */
  readonly throughput: number;
  /** Milliseconds of CPU of the server's processes for one answer, all their threads. */
  readonly cpuPerRequest: number;
  /** The same of the processes behind it. */
  readonly cpuBehind: number;
  readonly p99: number;
  readonly errors: number;
}

export interface Target {
  readonly name: string;
  readonly url: string;
  /** One for each connection in turn: one principal alone would meet its rate limit. */
  readonly tokens: readonly string[];
  /** The processes whose CPU counts. */
  readonly servers: readonly Child<unknown>[];
  /** Processes that work for the servers, such as subgraphs; their CPU is told apart. */
  readonly behind?: readonly Child<unknown>[];
}

export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  /** A new body for each request: equal ones would flatter a gateway that merges them. */
  readonly body: (index: number) => string;
}

/** Seconds of load before anything counts: the compiler needs some thousand requests. */
const warmUp = 7;

let index = 0;

/** Loads a server with varied bodies and reads its CPU before and after. Answers with `"errors"` count as errors. */
export async function load(target: Target, options: LoadOptions): Promise<Round> {
  let faulty = 0;
  let connection = 0;
  const before = await cpuOf(target.servers);
  const beforeBehind = await cpuOf(target.behind);
  const result = await autocannon({
    url: target.url,
    connections: options.connections,
    duration: options.seconds,
    method: 'POST',
    setupClient: (client) => {
      const token = target.tokens[connection++ % target.tokens.length];
      const next = () => client.setBody(options.body((index += 1)));
      client.setHeaders({ 'content-type': 'application/json', authorization: `Bearer ${token}` });
      next();
      client.on('response', next);
      client.on('body', (body: Buffer) => {
        if (body.includes('"errors"')) faulty += 1;
      });
    },
  });
  const answers = result.requests.total;
  return {
    throughput: answers / result.duration,
    cpuPerRequest: ((await cpuOf(target.servers)) - before) / answers,
    cpuBehind: ((await cpuOf(target.behind)) - beforeBehind) / answers,
    p99: result.latency.p99,
    errors: result.errors + result.non2xx + faulty,
  };
}

async function cpuOf(servers: readonly Child<unknown>[] = []): Promise<number> {
  const usages = await Promise.all(servers.map((server) => server.usage()));
  return usages.reduce((sum, { cpu }) => sum + cpu, 0);
}

/** How the first target does against the second: medians of the ratios of rounds taken in turn. */
export interface Comparison {
  readonly throughput: number;
  readonly cpu: number;
}

/** Warms both targets up, then loads them in turn: A B A B. Throws when an answer holds errors. */
export async function compare(
  print: Print,
  targets: readonly [Target, Target],
  options: LoadOptions & { readonly rounds: number },
): Promise<Comparison> {
  for (const target of targets) await checked(target, { ...options, seconds: warmUp });
  const throughput: number[] = [];
  const cpu: number[] = [];
  const all: readonly [Round[], Round[]] = [[], []];
  for (let round = 0; round < options.rounds; round++) {
    const a = await checked(targets[0], options);
    const b = await checked(targets[1], options);
    all[0].push(a);
    all[1].push(b);
    throughput.push(a.throughput / b.throughput);
    cpu.push(b.cpuPerRequest / a.cpuPerRequest);
  }
  targets.forEach(({ name }, place) => print(line(name, all[place]!)));
  print(`  ratios of the rounds: ${throughput.map((each) => each.toFixed(2)).join(' ')}`);
  return { throughput: median(throughput), cpu: median(cpu) };
}

async function checked(target: Target, options: LoadOptions): Promise<Round> {
  const round = await load(target, options);
  if (round.errors > 0) throw new Error(`${target.name}: ${round.errors} answers with errors`);
  return round;
}

function line(name: string, rounds: readonly Round[]): string {
  const middle = (pick: (round: Round) => number) => median(rounds.map(pick));
  const behind = middle((each) => each.cpuBehind);
  const parts = [
    `${middle((each) => each.throughput)
      .toFixed(0)
      .padStart(6)} requests/s`,
    `${middle((each) => each.cpuPerRequest).toFixed(2)} ms CPU a request`,
    ...(behind > 0 ? [`${behind.toFixed(2)} ms behind it`] : []),
    `p99 ${middle((each) => each.p99).toFixed(0)} ms`,
  ];
  return `  ${name.padEnd(32)} ${parts.join('   ')}`;
}

/** Throws unless both targets give the same rows, ids aside: what is compared must be the same work. */
export async function sameAnswers(targets: readonly [Target, Target], body: (index: number) => string): Promise<void> {
  const answer = async ({ url, tokens }: Target) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[0]}` },
      body: body(0),
    });
    const text = await response.text();
    if (!response.ok || text.includes('"errors"')) throw new Error(`${url}: ${text.slice(0, 500)}`);
    return text.replace(/"(id|ticket)":"[^"]*"/g, '');
  };
  const [first, second] = await Promise.all(targets.map(answer));
  if (first!.trim() !== second!.trim()) throw new Error(`The answers differ:\n${first}\n${second}`);
}
