import { readFile } from 'node:fs/promises';
import { subgraphNames, type SubgraphName } from '../schema/index.js';

/** The SDL of each subgraph as it was last published (schema/sdl); subgraphs that have none yet are left out. */
export async function publishedSdl(): Promise<Partial<Record<SubgraphName, string>>> {
  const entries = await Promise.all(
    subgraphNames.map(async (name) => {
      const path = new URL(`../schema/sdl/${name}.graphql`, import.meta.url);
      const sdl = await readFile(path, 'utf8').catch(() => undefined);
      return [name, sdl] as const;
    }),
  );
  return Object.fromEntries(entries.filter(([, sdl]) => sdl !== undefined));
}
