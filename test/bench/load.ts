import autocannon from 'autocannon';
import type { Child } from './benchmark.js';

/** One round of load. */
export interface Round {
  /** Answers a second. */
  readonly throughput: number;
  /** Milliseconds of CPU of the server process for one answer, all its threads. */
  readonly cpuPerRequest: number;
  readonly p99: number;
  readonly errors: number;
}

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  readonly seconds: number;
  /** A new body for each request: equal ones would flatter a gateway that merges them. */
  readonly body: (index: number) => string;
}

/** Loads a server with varied bodies and reads its CPU before and after. Answers with `"errors"` count as errors. */
export async function load(server: Child<unknown>, options: LoadOptions): Promise<Round> {
  let index = 0;
  let faulty = 0;
  const before = await server.usage();
  const result = await autocannon({
    url: options.url,
    connections: options.connections,
    duration: options.seconds,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${options.token}` },
    setupClient: (client) => {
      const next = () => client.setBody(options.body((index += 1)));
      next();
      client.on('response', next);
      client.on('body', (body: Buffer) => {
        if (body.includes('"errors"')) faulty += 1;
      });
    },
  });
  const after = await server.usage();
  const answers = result.requests.total;
  return {
    throughput: answers / result.duration,
    cpuPerRequest: (after.cpu - before.cpu) / answers,
    p99: result.latency.p99,
    errors: result.errors + result.non2xx + faulty,
  };
}
