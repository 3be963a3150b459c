import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sdkVersion } from '../sdk/index.js';
import { builtInPlugins, loadPlugin, type PluginPlaces } from './index.js';
import { createWorkshop, smallPlugin, type Workshop } from './testing/plugin-folder.js';

const builtIn = dirname(fileURLToPath(new URL('.', import.meta.url)));
let workshop: Workshop;
let places: PluginPlaces;

beforeAll(async () => {
  workshop = await createWorkshop();
  places = { builtIn, sources: join(builtIn, '..', '..', 'plugins'), base: workshop.folder };
});
afterAll(() => workshop.close());

async function load(reference: string) {
  const loaded = await loadPlugin(reference, places);
  return 'manifest' in loaded ? loaded.manifest.plugin.id : loaded.reasons.join('\n').replaceAll(workshop.folder, '');
}

describe('a plugin is found', () => {
  it('by the name of one of the hub, and by its source folder', async () => {
    expect(await builtInPlugins(places)).toContain('whatsapp');
    expect(await load('whatsapp')).toBe('whatsapp');
    expect(await load(join(places.sources, 'whatsapp'))).toBe('whatsapp');
  });

  it('in a folder outside, by path or module', async () => {
    await workshop.write({ 'papan/plugin.js': smallPlugin() });
    expect(await load('./papan')).toBe('papan');
    expect(await load(join(workshop.folder, 'papan/plugin.js'))).toBe('papan');
  });

  it('in an npm package, by its conditional exports and by a scoped name', async () => {
    await workshop.write({
      'packages/one/package.json': '{"name":"one","type":"module","exports":{".":{"import":"./lib/main.js"}}}',
      'packages/one/lib/main.js': `${smallPlugin({ id: 'satu' })}\nexport default { plugin };`,
      'packages/two/package.json': '{"name":"@team/two","type":"module","main":"two.js"}',
      'packages/two/two.js': smallPlugin({ id: 'dua' }),
    });
    const modules = join(workshop.folder, 'node_modules');
    await mkdir(join(modules, '@team'));
    await symlink(join(workshop.folder, 'packages/one'), join(modules, 'one'));
    await symlink(join(workshop.folder, 'packages/two'), join(modules, '@team', 'two'));
    expect(await load('one')).toBe('satu');
    expect(await load('@team/two')).toBe('dua');
  });
});

describe('a plugin that cannot run is refused with the exact reason', () => {
  it.each([
    ['nowhere', './nowhere', 'there is no plugin at /nowhere'],
    ['no package', 'not-installed', 'there is no plugin folder and no installed package "not-installed"'],
    ['no name', 'a b', '"a b" is neither a path (./…) nor the name of a package'],
    ['the SDK', 'sdk', 'there is no plugin folder and no installed package "sdk"'],
    ['empty', './empty', '/empty has no module to load: expected manifest.js'],
    ['throwing', './throwing', 'its module /throwing/index.js throws at import: RangeError: no luck'],
    ['broken', './broken', 'its module /broken/index.js throws at import: SyntaxError'],
    ['another', './another', 'lacks the export "manifest" or "plugin"; it exports channel'],
    ['future', './future', `SDK range: the plugin needs ^9.0.0, and this is the older ${sdkVersion}`],
    ['half', './half', 'version is missing'],
    ['odd', './odd', 'capabilities are missing'],
  ])('%s', async (_name, reference, reason) => {
    await workshop.write({
      'empty/readme.txt': '',
      'throwing/index.js': "throw new RangeError('no luck');",
      'broken/index.js': 'export const plugin = {',
      'another/index.js': 'export const channel = 1;',
      'future/index.js': smallPlugin({ sdk: '^9.0.0' }),
      'half/index.js': "export const plugin = { id: 'half', sdk: '^1.0.0', capabilities: {} };",
      'odd/index.js':
        "export const plugin = { id: 'odd', version: '1.0.0', sdk: '^1.0.0', config: 7, capabilities: null };",
    });
    expect(await load(reference)).toContain(reason);
  });
});
