import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubConfiguration } from './configuration.js';

/** The hub's own secrets. */
export interface HubKeys {
  /** Master key of personal data at rest; without it nothing sealed can be opened again. */
  readonly dataKey: string;
  /** Signs the gateway's assertions and the cursors. */
  readonly internalSecret: string;
}

/** Secrets from the configuration; outside production those that are not set are generated once in `<data>/keys/hub.json` (0600). */
export async function hubKeys(configuration: HubConfiguration): Promise<HubKeys> {
  const { dataKey, internalSecret, dataFolder } = configuration;
  if (dataKey !== undefined && internalSecret !== undefined) return { dataKey, internalSecret };
  const generated = await generatedKeys(join(dataFolder, 'keys'));
  return { dataKey: dataKey ?? generated.dataKey, internalSecret: internalSecret ?? generated.internalSecret };
}

async function generatedKeys(folder: string): Promise<HubKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'hub.json');
  const fresh = () => randomBytes(32).toString('base64url');
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify({ dataKey: fresh(), internalSecret: fresh() }));
    await file.sync();
    await file.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return JSON.parse(await readFile(path, 'utf8')) as HubKeys;
}
