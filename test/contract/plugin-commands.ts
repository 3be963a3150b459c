import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from '@swc/core';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The compiled code of this repository. */
export const compiled = fromHere('../../');

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a compiled entry point of `hub/` as a process of its own. */
export function runCommand(entry: 'plugin-check' | 'plugin-new', given: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(compiled, 'hub', `${entry}.js`), ...given], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

/** A folder `plugins/` outside the sources, with the SDK beside, in which plugins are built. */
export interface PluginWorkshop {
  readonly folder: string;
  /** Compiles TypeScript files to a plugin's folder and gives its path. */
  build(id: string, files: ReadonlyMap<string, string>): Promise<string>;
  close(): Promise<void>;
}

export async function openWorkshop(): Promise<PluginWorkshop> {
  const cache = join(compiled, '..', 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'kanal-workshop-'));
  await mkdir(join(folder, 'plugins'));
  await symlink(join(compiled, 'plugins', 'sdk'), join(folder, 'plugins', 'sdk'));
  return {
    folder,
    async build(id, files) {
      const target = join(folder, 'plugins', id);
      await mkdir(target);
      for (const [name, text] of files) {
        if (!name.endsWith('.ts')) continue;
        const { code } = await transform(text, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
        await writeFile(join(target, name.replace(/\.ts$/, '.js')), code);
      }
      await writeFile(join(target, 'package.json'), '{"type":"module"}');
      return target;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Builds a plugin that is the template with some members replaced; `code` is the body of a function that returns them. */
export function buildBroken(workshop: PluginWorkshop, id: string, code: string): Promise<string> {
  const template = pathToFileURL(join(compiled, 'hub/plugin-templates/channel/conformance.js')).href;
  const conformance = `
    import { conformance as sound } from '${template}';
    const { operational } = sound.plugin;
    const breaks = () => { ${code} };
    const { plugin: members = {}, subject = {} } = breaks();
    const plugin = { ...sound.plugin, ...members, operational: { ...operational, ...members.operational } };
    export const conformance = { ...sound, ...subject, plugin };`;
  const manifest = `import { conformance } from './conformance.js'; export const manifest = { plugin: conformance.plugin };`;
  return workshop.build(
    id,
    new Map([
      ['conformance.ts', conformance],
      ['manifest.ts', manifest],
    ]),
  );
}

/** The mark of a rule in a report for people. */
export const verdictOf = (output: string, rule: string) =>
  output
    .split('\n')
    .find((line) => line.includes(` ${rule} `))
    ?.slice(0, 4)
    .trim();
