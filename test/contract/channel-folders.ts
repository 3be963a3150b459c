import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ConformanceSubject } from '../../plugins/sdk/testing/index.js';

const folder = new URL('../../plugins/', import.meta.url);

const subjectOf = (name: string) => new URL(`${name}/conformance.js`, folder);

async function load(name: string): Promise<ConformanceSubject<unknown>> {
  const module = (await import(subjectOf(name).href)) as { readonly conformance: ConformanceSubject<unknown> };
  return module.conformance;
}

/** The channels of this repository: their folders, and how the kit plays their providers. */
export const channelFolders = readdirSync(fileURLToPath(folder))
  .filter((name) => existsSync(fileURLToPath(subjectOf(name))))
  .map((name) => [name, () => load(name)] as const);
