import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Where plugins are looked for. All paths are absolute. */
export interface PluginPlaces {
  /** The hub's own plugin folders as they run (compiled), one folder a plugin. */
  readonly builtIn: string;
  /** The same as they are written: a path into it means the compiled folder. */
  readonly sources: string;
  /** What relative paths and packages of a configuration are resolved from. */
  readonly base: string;
}

/** The module to load, or why there is none. */
export type Located = { readonly path: string } | { readonly fault: string };

const entryNames = ['manifest.js', 'manifest.mjs', 'index.js', 'index.mjs', 'plugin.js', 'plugin.mjs'];
/** The SDK and the host stand beside the channels. */
const noChannels = new Set(['sdk', 'host']);

const isFile = async (path: string) => (await stat(path).catch(() => null))?.isFile() === true;
const isFolder = async (path: string) => (await stat(path).catch(() => null))?.isDirectory() === true;

/** The hub's own plugins that declare themselves by a `manifest.js`: names of their folders, sorted. */
export async function builtInPlugins({ builtIn }: PluginPlaces): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(builtIn, { withFileTypes: true })) {
    if (!entry.isDirectory() || noChannels.has(entry.name)) continue;
    if (await isFile(join(builtIn, entry.name, 'manifest.js'))) names.push(entry.name);
  }
  return names.sort();
}

/**
 * Finds the module of a plugin named in a configuration: a path (`./…`, `../…` or absolute) to a folder or a module, the
 * name of one of the hub's own (`whatsapp`), or that of an npm package.
 */
export async function locatePlugin(reference: string, places: PluginPlaces): Promise<Located> {
  if (isAbsolute(reference) || /^\.\.?([/\\]|$)/.test(reference))
    return locatePath(resolve(places.base, reference), places);
  const own = join(places.builtIn, reference);
  if (/^[a-z0-9-]+$/.test(reference) && !noChannels.has(reference) && (await isFolder(own))) return inFolder(own);
  return locatePackage(reference, places);
}

async function locatePath(path: string, places: PluginPlaces): Promise<Located> {
  const inside = relative(places.sources, path);
  const isSource = inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
  const real = isSource ? join(places.builtIn, inside).replace(/\.ts$/, '.js') : path;
  if (await isFile(real)) return { path: real };
  if (await isFolder(real)) return inFolder(real);
  return { fault: `there is no plugin at ${path}${isSource ? ' (is it built? npm run build)' : ''}` };
}

async function inFolder(folder: string): Promise<Located> {
  for (const name of ['manifest.js', 'manifest.mjs']) {
    if (await isFile(join(folder, name))) return { path: join(folder, name) };
  }
  const main = await mainOf(folder);
  for (const name of [...(main === null ? [] : [main]), ...entryNames]) {
    const path = resolve(folder, name);
    if (await isFile(path)) return { path };
  }
  return { fault: `${folder} has no module to load: expected ${entryNames.join(', ')} or "exports" in package.json` };
}

async function locatePackage(name: string, places: PluginPlaces): Promise<Located> {
  if (!/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/i.test(name))
    return { fault: `"${name}" is neither a path (./…) nor the name of a package` };
  for (const start of [places.base, places.builtIn]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const found = join(folder, 'node_modules', ...name.split('/'));
      if (await isFolder(found)) return inFolder(found);
      if (dirname(folder) === folder || folder === sep) break;
    }
  }
  return {
    fault: `there is no plugin folder and no installed package "${name}"; npm install ${name}, or write ./ for a path`,
  };
}

/** The entry module that a package.json states, relative to its folder; null: none is stated. */
async function mainOf(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { exports, main } = JSON.parse(text) as { exports?: unknown; main?: unknown };
    return entryOf(exports) ?? (typeof main === 'string' ? main : null);
  } catch {
    return null;
  }
}

/** Node's conditional exports, as far as the main entry needs them. */
function entryOf(exports: unknown): string | null {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return null;
  const conditions = exports as Record<string, unknown>;
  for (const key of ['.', 'node', 'import', 'default']) {
    const found = entryOf(conditions[key]);
    if (found !== null) return found;
  }
  return null;
}
