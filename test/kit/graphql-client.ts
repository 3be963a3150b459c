import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

/** A GraphQL answer. `data` is the test's to know. */
export interface Answer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they asked for
  readonly data: any;
  readonly errors?: readonly { message: string; path?: unknown[]; extensions: { code: string } }[];
}

/** Asks over HTTP. */
export async function ask(url: string, token: string | undefined, query: string, variables?: object): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** Asks and gives the data; throws when there are errors. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they asked for
export async function data(url: string, token: string | undefined, query: string, variables?: object): Promise<any> {
  const answer = await ask(url, token, query, variables);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

/** Asks until the answer satisfies, at most `timeout` ms; the last answer otherwise ends the test. */
export async function eventually<T>(
  read: () => Promise<T>,
  satisfied: (value: T) => boolean,
  timeout = 10_000,
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await read();
    if (satisfied(value)) return value;
    if (Date.now() > end) throw new Error(`Not within ${timeout} ms; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** One open subscription that collects what comes. */
export interface Subscription<T> {
  readonly received: T[];
  /** Set when the operation was refused or ended with an error; the codes of the GraphQL errors, or the socket's fault. */
  readonly refusal: () => readonly string[] | undefined;
  /** Resolves when at least `count` have come; rejects after `timeout` ms. */
  until(count: number, timeout?: number): Promise<T[]>;
  close(): Promise<void>;
}

export function webSocketClient(url: string, token: string | undefined): Client {
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
  });
}

/** Subscribes over a WebSocket of its own, or over a given client's. Payloads with errors are kept as they come. */
export function subscribe<T>(
  url: string,
  token: string | undefined,
  query: string,
  variables?: Record<string, unknown>,
  client = webSocketClient(url, token),
): Subscription<T> {
  const received: T[] = [];
  let refusal: readonly string[] | undefined;
  const wakes = new Set<() => void>();
  const wake = () => wakes.forEach((each) => each());
  client.subscribe<T>(
    { query, variables },
    {
      next: (payload) => {
        received.push((payload.errors ? payload : payload.data) as T);
        wake();
      },
      error: (fault) => {
        const errors = Array.isArray(fault) ? (fault as { extensions?: { code?: string } }[]) : undefined;
        refusal = errors?.map(({ extensions }) => extensions?.code ?? 'no code') ?? [String(fault)];
        wake();
      },
      complete: wake,
    },
  );
  return {
    received,
    refusal: () => refusal,
    until: (count, timeout = 10_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          wakes.delete(look);
          reject(new Error(`${received.length} of ${count} came within ${timeout} ms: ${JSON.stringify(received)}`));
        }, timeout);
        const look = () => {
          if (received.length < count) return;
          clearTimeout(timer);
          wakes.delete(look);
          resolve(received);
        };
        wakes.add(look);
        look();
      }),
    close: async () => {
      await client.dispose();
    },
  };
}

/** The present end of a viewer's complaintUpdates: subscribing after it misses nothing, however slowly the socket opens. */
export async function updatesCursor(url: string, token: string): Promise<string> {
  return (await data(url, token, '{ complaintUpdatesCursor }')).complaintUpdatesCursor as string;
}
