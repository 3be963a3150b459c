import { setTimeout as pause } from 'node:timers/promises';
import { createGateway, type Gateway, type GatewayOptions } from '../index.js';
import { fixtureHub, fixtureOptions, type FixtureHub } from './fixture-hub.js';
import { RawClient } from './ws-client.js';

/** A gateway over the fixture that listens, and how to talk to it. */
export interface RunningGateway {
  readonly gateway: Gateway;
  readonly hub: FixtureHub;
  readonly url: string;
  /** Opens and acknowledges a socket with a token of the fixture; without one it is anonymous. */
  connect(token?: string, headers?: Record<string, string>): Promise<RawClient>;
}

/** What tests started and must end. */
export class Started {
  private readonly closing: (() => unknown)[] = [];

  /** Remembers how to end something. */
  add(close: () => unknown): void {
    this.closing.push(close);
  }

  /** Ends everything, last first. */
  async closeAll(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close();
  }

  async gateway(changes: Partial<GatewayOptions> = {}, hub: FixtureHub = fixtureHub()): Promise<RunningGateway> {
    const gateway = await createGateway(fixtureOptions(hub, changes));
    this.add(() => gateway.stop());
    const { url } = await gateway.listen(0, '127.0.0.1');
    const connect = async (token?: string, headers?: Record<string, string>) => {
      const client = await RawClient.open(
        url,
        token === undefined ? {} : { authorization: `Bearer ${token}` },
        headers,
      );
      this.add(() => client.close());
      return client;
    };
    return { gateway, hub, url, connect };
  }
}

/** Waits until the fixture has so many upstream subscriptions; fails after two seconds. */
export async function upstreams(hub: FixtureHub, count: number): Promise<void> {
  for (let tries = 0; hub.updates.size !== count; tries++) {
    if (tries > 200) throw new Error(`There are ${hub.updates.size} upstream subscriptions, expected ${count}.`);
    await pause(10);
  }
}

/** The subscription of most tests. */
export const updates = `subscription ($after: String) {
  complaintUpdates(after: $after) {
    ... on ComplaintChanged { cursor complaint { ticket status participant { name } channel { name } } }
  }
}`;

/** Positions of the events that an operation of a client got, in order. */
export const cursors = (client: RawClient, id: string) =>
  client.of(id, 'next').map(({ payload }) => Number(payload.data.complaintUpdates.cursor));
