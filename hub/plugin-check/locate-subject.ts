import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PluginPlaces } from '../../plugins/host/index.js';
import { locatePlugin } from '../../plugins/host/plugin-files.js';
import type { ConformanceSubject } from '../../plugins/sdk/testing/index.js';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url)).replace(/[/\\]$/, '');
/** The compiled code, and the sources from which it is made. */
const compiled = fromHere('../../');
const sources = fromHere('../../../');

/** A plugin's subject and what the host would load. */
export interface LocatedSubject {
  readonly subject: ConformanceSubject<unknown>;
  /** File of the module that exports the subject. */
  readonly conformancePath: string;
  /** What a configuration would name. */
  readonly reference: string;
  readonly places: PluginPlaces;
  /** Resources that the import of the plugin left open, such as `Timeout`. */
  readonly leftOpen: readonly string[];
}

/** The plugin cannot be checked; the message says what to do. */
export class CannotCheck extends Error {}

/** Where a check looks for plugins, from a working folder. */
export function checkPlaces(workingFolder: string): PluginPlaces {
  return { builtIn: join(compiled, 'plugins'), sources: join(sources, 'plugins'), base: workingFolder };
}

/**
 * Finds and imports a plugin's conformance subject.
 * @param given a folder of this repository (its compiled form is taken), a compiled folder, a plugin's name or a package
 * @throws CannotCheck when there is no plugin or no subject
 */
export async function locateSubject(given: string, workingFolder: string): Promise<LocatedSubject> {
  const places = checkPlaces(workingFolder);
  const reference = compiledPath(given, workingFolder);
  const located = await locatePlugin(reference, places);
  if ('fault' in located) throw new CannotCheck(located.fault);
  const conformancePath = await besides(located.path);
  const before = openResources();
  const module = await importModule(conformancePath);
  await new Promise((settle) => setImmediate(settle));
  const leftOpen = surplus(before, openResources());
  const subject = module['conformance'] ?? module['default'];
  if (typeof subject !== 'object' || subject === null || !('plugin' in subject))
    throw new CannotCheck(`${conformancePath} exports no \`conformance\`: see docs/plugin-guide.md`);
  return { subject: subject as ConformanceSubject<unknown>, conformancePath, reference, places, leftOpen };
}

/** A path of this repository's sources becomes that of the compiled code; what is no path stays as it is. */
function compiledPath(given: string, workingFolder: string): string {
  const path = resolve(workingFolder, given);
  const isPath = isAbsolute(given) || given.startsWith('.') || (/[/\\]/.test(given) && existsSync(path));
  if (!isPath) return given;
  const inside = relative(sources, path);
  const built = join(compiled, inside);
  const isSource = !inside.startsWith('..') && !isAbsolute(inside) && !/^(dist|node_modules)\b/.test(inside);
  return isSource && existsSync(built) ? built : path;
}

const names = ['conformance.js', 'conformance.mjs', join('dist', 'conformance.js'), join('dist', 'conformance.mjs')];

async function besides(modulePath: string): Promise<string> {
  const folder = dirname(modulePath);
  for (const name of [...names, join('..', 'conformance.js')]) {
    const path = join(folder, name);
    if ((await stat(path).catch(() => null))?.isFile()) return path;
  }
  throw new CannotCheck(
    `${folder} has no conformance.js beside its entry: export \`conformance\` there (docs/plugin-guide.md), and build`,
  );
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    throw new CannotCheck(`${path} throws at import: ${name}: ${message}`);
  }
}

/** Kinds of resources that keep a process alive or watch something. */
const lasting = /^(Timeout|Immediate|TCP|TLS|UDP|Pipe|Process|FSEvent|StatWatcher|Worker)/;

/** The standard streams open when somebody first looks at them: a library that does so has started nothing. */
function openResources(): string[] {
  void [process.stdin, process.stdout, process.stderr].map(({ fd }) => fd);
  return process.getActiveResourcesInfo().filter((name) => lasting.test(name));
}

function surplus(before: readonly string[], after: readonly string[]): string[] {
  const rest = [...before];
  return after.filter((name) => {
    const place = rest.indexOf(name);
    if (place >= 0) rest.splice(place, 1);
    return place < 0;
  });
}
