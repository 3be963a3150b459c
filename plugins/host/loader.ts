import { pathToFileURL } from 'node:url';
import { levelsOf, pluginFaults, type ChannelManifest, type ChannelPlugin } from '../sdk/index.js';
import { locatePlugin, type PluginPlaces } from './plugin-files.js';
import type { PluginIdentity } from './types.js';

/** A plugin that was found and may run, or every reason why not. */
export type Loaded =
  { readonly manifest: ChannelManifest } | { readonly plugin: PluginIdentity; readonly reasons: readonly string[] };

/** Milliseconds that the import of a module may take. */
const importDeadline = 15_000;

type Module = Readonly<Record<string, unknown>>;

/**
 * Loads the plugin that a configuration names. Never rejects: what a module does wrong at import is a reason.
 * @param reference see `locatePlugin`
 */
export async function loadPlugin(reference: string, places: PluginPlaces): Promise<Loaded> {
  const unknown = { id: reference, version: '', sdk: '', levels: [] };
  const located = await locatePlugin(reference, places);
  if ('fault' in located) return { plugin: unknown, reasons: [located.fault] };
  let module: Module;
  try {
    module = await importWithin(located.path);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error('something that is no error');
    return { plugin: unknown, reasons: [`its module ${located.path} throws at import: ${name}: ${message}`] };
  }
  const manifest = manifestOf(module);
  if (manifest === null) {
    const exported = Object.keys(module).join(', ') || 'nothing';
    const reason = `its module ${located.path} lacks the export "manifest" or "plugin"; it exports ${exported}`;
    return { plugin: unknown, reasons: [reason] };
  }
  const reasons = faultsOf(manifest.plugin);
  return reasons.length > 0 ? { plugin: identityOf(manifest.plugin), reasons } : { manifest };
}

/** Why a plugin may not run; total, whatever the object is. */
export function faultsOf(plugin: ChannelPlugin): string[] {
  try {
    return pluginFaults(plugin);
  } catch (error) {
    return [`the plugin is not as defineChannel wants it (${(error as Error).message})`];
  }
}

/** What a plugin says of itself, whatever the object is. */
export function identityOf(plugin: ChannelPlugin): PluginIdentity {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return { id: text(plugin.id), version: text(plugin.version), sdk: text(plugin.sdk), levels: levelsOf(plugin) };
}

async function importWithin(path: string): Promise<Module> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not loaded within ${importDeadline} ms`)), importDeadline);
  });
  try {
    return await Promise.race([import(pathToFileURL(path).href) as Promise<Module>, late]);
  } finally {
    clearTimeout(timer);
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isPlugin = (value: unknown): value is ChannelPlugin =>
  isObject(value) && 'capabilities' in value && ('sdk' in value || 'config' in value);

function manifestOf(module: Module): ChannelManifest | null {
  for (const candidate of [module['manifest'], module['default']]) {
    if (isObject(candidate) && 'plugin' in candidate && isObject(candidate.plugin)) return candidate as ChannelManifest;
  }
  const plugin = [module['plugin'], module['default']].find(isPlugin);
  return plugin === undefined ? null : { plugin };
}
