// The whole hub in one process.
import { startHub } from '../../hub/one-process.js';
import type { TokenRequest } from '../../gateway/index.js';
import { childInput, serveParent } from './benchmark.js';
import { benchConfiguration, benchLog } from './seed.js';

/** What the hub is started with. */
export interface HubChildInput {
  readonly folder: string;
  /** The plugins' own settings. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A token for each. */
  readonly tokens?: readonly TokenRequest[];
}

export interface HubChildReady {
  readonly url: string;
  readonly tokens: readonly string[];
}

const { folder, environment = {}, tokens = [] } = await childInput<HubChildInput>();
const configuration = benchConfiguration(folder, environment);
const hub = await startHub(configuration, benchLog);
const issued: string[] = [];
for (const request of tokens) issued.push(await hub.localIdentity!.issue(request));
serveParent({ url: hub.url, tokens: issued } satisfies HubChildReady);
