import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The template channel as it is written: a real plugin, tested like any other. */
const templates = fileURLToPath(new URL('../../../hub/plugin-templates/channel/', import.meta.url));
/** Folders beside the channels, and the template's own name. */
const taken = new Set(['sdk', 'host', 'sample-channel']);

/** Why an id cannot be a new plugin's; null: it can. @param present ids that exist already */
export function idFault(id: string, present: readonly string[]): string | null {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 40)
    return `"${id}" is no id: lower-case words of letters and digits, joined by hyphens, at most 40 characters, such as klinik-keliling`;
  if (taken.has(id)) return `"${id}" is kept for the hub; choose another id`;
  return present.includes(id) ? `plugins/${id} exists already; choose another id, or remove the folder` : null;
}

const words = (id: string) => id.split('-');
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const pascal = (id: string) => words(id).map(capital).join('');

/** A loopback port for the new simulator that follows from the id, so that two plugins seldom meet. */
function portOf(id: string): number {
  const sum = [...id].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 800, 7);
  return 4100 + sum;
}

/** Text of the template in the words of a new plugin. Pure. */
export function rename(text: string, id: string): string {
  const name = pascal(id);
  const replacements: readonly (readonly [string, string])[] = [
    ['../../../plugins/sdk/', '../sdk/'],
    ['sample-channel', id],
    ['SAMPLE_CHANNEL', id.replaceAll('-', '_').toUpperCase()],
    ['sampleChannel', name.charAt(0).toLowerCase() + name.slice(1)],
    ['SampleChannel', name],
    ['Sample Channel', words(id).map(capital).join(' ')],
    ['127.0.0.1:4990', `127.0.0.1:${portOf(id)}`],
  ];
  return replacements.reduce((rest, [from, to]) => rest.replaceAll(from, to), text);
}

/** The files of a new plugin by name, formatted as this repository is. @param id one that `idFault` takes */
export async function scaffold(id: string): Promise<Map<string, string>> {
  const { format, resolveConfig } = await import('prettier');
  const files = new Map<string, string>();
  for (const name of (await readdir(templates)).sort()) {
    const path = join(templates, name);
    const style = { ...(await resolveConfig(path)), filepath: path };
    files.set(name, await format(rename(await readFile(path, 'utf8'), id), style));
  }
  return files;
}
