// Enters the seed of a folder and ends: a hub that is measured shall not carry what seeding leaves behind.
import { openServices } from '../../hub/services.js';
import { childInput, serveParent } from './benchmark.js';
import { benchConfiguration, benchLog, seed } from './seed.js';

export interface SeedInput {
  readonly folder: string;
}

const { folder } = await childInput<SeedInput>();
const services = await openServices(benchConfiguration(folder), benchLog);
await seed(services.dependencies);
await services.close();
serveParent({});
