// Compiles the TypeScript sources to dist/ with swc, one file to one file, only what changed.
// Types are not checked here (`npm run types` does). Data files beside the code are copied.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'dist');
const folders = ['gateway', 'subgraphs', 'plugins', 'schema', 'store', 'test', 'hub'];
const data = /\.(json|jsonl|csv|graphql|html|css|svg|txt|ya?ml)$/;
const swcOptions = {
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
    keepClassNames: true,
  },
};

async function* walk(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') yield* walk(path);
    } else yield path;
  }
}

const target = (source) => join(out, relative(root, source)).replace(/\.ts$/, '.js');
const modified = async (path) => (existsSync(path) ? (await stat(path)).mtimeMs : 0);

async function emit(swc, source, destination) {
  await mkdir(dirname(destination), { recursive: true });
  const part = `${destination}.${process.pid}.part`;
  if (source.endsWith('.ts')) {
    const { code } = await swc.transformFile(source, { ...swcOptions, filename: source, sourceRoot: root });
    await writeFile(part, code);
  } else await copyFile(source, part);
  await rename(part, destination);
}

/** Brings dist/ up to date and returns the faults found, one text a file; an empty list is success. */
export async function build() {
  const swc = await import('@swc/core');
  const faults = [];
  const wanted = new Set();
  for (const folder of folders) {
    const base = join(root, folder);
    if (!existsSync(base)) continue;
    for await (const source of walk(base)) {
      const isCode = source.endsWith('.ts') && !source.endsWith('.d.ts');
      if (!isCode && !data.test(source)) continue;
      const destination = target(source);
      wanted.add(destination);
      if ((await modified(destination)) > (await modified(source))) continue;
      await emit(swc, source, destination).catch((error) => faults.push(`${relative(root, source)}: ${error.message}`));
    }
  }
  await removeStale(wanted);
  return faults;
}

async function removeStale(wanted) {
  if (!existsSync(out)) return;
  for await (const file of walk(out)) {
    const ours = folders.includes(relative(out, file).split(sep)[0]);
    if (ours && !wanted.has(file) && !file.endsWith('.part')) await rm(file, { force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const faults = await build();
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
