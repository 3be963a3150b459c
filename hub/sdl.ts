// `npm run sdl` prints every subgraph's SDL and the supergraph to schema/sdl; `npm run sdl:check` compares.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeSupergraph } from '../gateway/index.js';
import { subgraphNames } from '../schema/index.js';
import { createLogger } from '../subgraphs/kernel/logging.js';
import { hubConfiguration } from './configuration.js';
import { openServices } from './services.js';
import { subgraphFactories } from './subgraphs.js';

const folder = 'schema/sdl';

/** The SDL of all subgraphs without plugins, and of the supergraph, by file name. Nothing is started but an empty store. */
async function printedSdl(): Promise<Map<string, string>> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'kanal-sdl-'));
  const configuration = { ...hubConfiguration({}), dataFolder };
  const services = await openServices(configuration, createLogger({ name: 'sdl', level: 'silent' }));
  try {
    const files = new Map<string, string>();
    for (const name of subgraphNames) {
      const { subgraph } = await subgraphFactories[name](services.dependencies, configuration);
      files.set(`${name}.graphql`, `${subgraph.coreSdl.trim()}\n`);
    }
    const sources = subgraphNames.map((name) => ({ name, sdl: files.get(`${name}.graphql`)! }));
    files.set('supergraph.graphql', `${composeSupergraph(sources).sdl.trim()}\n`);
    return files;
  } finally {
    await services.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function compare(files: Map<string, string>): Promise<string[]> {
  const differing: string[] = [];
  for (const [name, sdl] of files) {
    const published = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (published !== sdl) differing.push(name);
  }
  return differing;
}

const files = await printedSdl();
if (process.argv.includes('--check')) {
  const differing = await compare(files);
  if (differing.length > 0) {
    process.stderr.write(
      `The code prints another SDL than ${folder} holds (${differing.join(', ')}): run \`npm run sdl\` and commit the result.\n`,
    );
    process.exit(1);
  }
} else {
  for (const [name, sdl] of files) await writeFile(join(folder, name), sdl);
}
process.exit(0);
