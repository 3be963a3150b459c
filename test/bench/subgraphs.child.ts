// The five subgraphs behind HTTP in a process of their own, on a seeded folder.
import { createLocalIdentity, type TokenRequest } from '../../gateway/index.js';
import { subgraphNames } from '../../schema/index.js';
import { serveSubgraph } from '../../subgraphs/kernel/server/index.js';
import { openServices } from '../../hub/services.js';
import { subgraphFactories } from '../../hub/subgraphs.js';
import { childInput, serveParent } from './benchmark.js';
import { benchConfiguration, benchLog } from './seed.js';

export interface SubgraphsInput {
  readonly folder: string;
  readonly tokens: readonly TokenRequest[];
}

export interface SubgraphsReady {
  readonly secret: string;
  readonly services: readonly { readonly name: string; readonly url: string; readonly sdl: string }[];
  readonly tokens: readonly string[];
}

const { folder, tokens } = await childInput<SubgraphsInput>();
const configuration = benchConfiguration(folder);
const { dependencies } = await openServices(configuration, benchLog);
const services: { name: string; url: string; sdl: string }[] = [];
for (const name of subgraphNames) {
  const part = await subgraphFactories[name](dependencies, configuration);
  await part.start();
  const { url } = await serveSubgraph(part.subgraph, { port: 0, secret: dependencies.secret, log: benchLog });
  services.push({ name, url, sdl: part.subgraph.sdl });
}
const identity = await createLocalIdentity(folder);
const issued: string[] = [];
for (const request of tokens) issued.push(await identity.issue(request));
serveParent({ secret: dependencies.secret, services, tokens: issued } satisfies SubgraphsReady);
