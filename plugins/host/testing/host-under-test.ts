import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Vault } from '../../../subgraphs/kernel/crypto.js';
import type { Database } from '../../../subgraphs/kernel/database.js';
import type { Logger } from '../../../subgraphs/kernel/logging.js';
import { createMetrics } from '../../../subgraphs/kernel/metrics.js';
import { createHost } from '../host.js';
import type { ChannelAccount, Host, HostOptions, HostTuning } from '../types.js';
import { Recorder } from './recorder.js';

export interface HostSetting {
  readonly database: Database;
  readonly vault: Vault;
  readonly log: Logger;
  /** Asked at every start, so that accounts may name addresses that are known late. */
  readonly accounts: () => ChannelAccount[];
  readonly tuning?: Partial<HostTuning>;
  readonly hub?: HostOptions['hub'];
  readonly visitors?: HostOptions['visitors'];
  readonly now?: () => number;
}

/** Waits that suit tests. */
const quick: Partial<HostTuning> = {
  retryDelay: 10,
  inboxAttempts: 3,
  sendAttempts: 3,
  pollInterval: 40,
  sendDeadline: 300,
  sendLease: 2_000,
  circuitPause: 200,
  circuitFailures: 3,
  stopPause: 200,
  tokenCheckInterval: 50,
};

/** A host behind a real HTTP server on a free port, with handlers that record. */
export class HostUnderTest {
  readonly recorder = new Recorder();
  host!: Host;
  private setting!: HostSetting;
  private readonly server = createServer((request, response) => {
    const { nodeHandler, routeHandler } = this.host;
    void (request.url?.startsWith('/channels/') ? routeHandler : nodeHandler)(request, response);
  });

  /** Opens the port; the host itself starts with `start`. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  webhookUrl(channelId: string): string {
    return `${this.url}/webhooks/${channelId}`;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(setting: HostSetting = this.setting): Promise<void> {
    this.setting = setting;
    const { accounts, tuning, ...parts } = setting;
    const options = {
      ...parts,
      accounts: accounts(),
      metrics: createMetrics(),
      production: true,
      handlers: this.recorder,
    };
    this.host = await createHost({ ...options, tuning: { ...quick, ...tuning } });
    await this.host.start();
  }

  async restart(tuning: Partial<HostTuning> = {}): Promise<void> {
    await this.host.stop();
    await this.start({ ...this.setting, tuning });
  }

  async close(): Promise<void> {
    await this.host.stop();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
