// The whole hub in one process, on a seeded folder.
import { openServices } from '../../hub/services.js';
import { startHub } from '../../hub/one-process.js';
import type { TokenRequest } from '../../gateway/index.js';
import { childInput, serveParent } from './benchmark.js';
import { benchConfiguration, benchLog, seed } from './seed.js';

/** What the hub is started with. */
export interface HubChildInput {
  readonly folder: string;
  /** True: complaints and participants are entered first. */
  readonly seeded?: boolean;
  /** The plugins' own settings. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A token for each. */
  readonly tokens?: readonly TokenRequest[];
}

export interface HubChildReady {
  readonly url: string;
  readonly tokens: readonly string[];
}

const { folder, seeded, environment = {}, tokens = [] } = childInput<HubChildInput>();
const configuration = benchConfiguration(folder, environment);
if (seeded) {
  const services = await openServices(configuration, benchLog);
  await seed(services.dependencies);
  await services.close();
}
const hub = await startHub(configuration, benchLog);
const issued: string[] = [];
for (const request of tokens) issued.push(await hub.localIdentity!.issue(request));
serveParent({ url: hub.url, tokens: issued } satisfies HubChildReady);
