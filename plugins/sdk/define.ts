import type { z } from 'zod';
import type { ChannelPlugin } from './channel.js';
import { menuSchema } from './menu.js';
import { rangeFault, sdkVersion } from './version.js';

/** Types a plugin: its configuration type follows from its zod schema. Inert: nothing is checked or run here. */
export function defineChannel<S extends z.ZodType>(
  plugin: ChannelPlugin<z.infer<S>> & { readonly config: S },
): ChannelPlugin<z.infer<S>> {
  return plugin;
}

/**
 * Why a host must refuse a plugin; empty when it may be used. Looks at form only: identity, SDK range, required
 * members for what the capabilities promise, and the menu.
 */
export function pluginFaults(plugin: ChannelPlugin): string[] {
  const untyped = (['id', 'version', 'sdk'] as const).filter((key) => typeof plugin[key] !== 'string');
  if (untyped.length > 0) return untyped.map((key) => `${key} is missing`);
  const faults: string[] = [];
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(plugin.id)) faults.push(`id "${plugin.id}" is not kebab case`);
  if (!/^\d+\.\d+\.\d+$/.test(plugin.version)) faults.push(`version "${plugin.version}" is not like 1.2.3`);
  const range = rangeFault(plugin.sdk, sdkVersion);
  if (range) faults.push(`SDK range: the plugin ${range}`);
  if (typeof plugin.config?.safeParse !== 'function') faults.push('config is not a zod schema');
  return [...faults, ...promiseFaults(plugin), ...menuFaultsOf(plugin)];
}

function promiseFaults({ capabilities, operational = {} }: ChannelPlugin): string[] {
  if (!capabilities) return ['capabilities are missing'];
  const { verify, parse, send, poll, answer } = operational;
  const speaks = capabilities.text !== null || capabilities.keypad !== null;
  const checks: [boolean, string][] = [
    [capabilities.webhook !== null && !verify, 'takes webhooks but has no operational.verify'],
    [capabilities.webhook !== null && !parse, 'takes webhooks but has no operational.parse'],
    [capabilities.polling !== undefined && !poll, 'declares polling but has no operational.poll'],
    [speaks && !send && !answer, 'promises to speak but has neither operational.send nor operational.answer'],
    [answer !== undefined && capabilities.webhook === null, 'answers webhooks but takes none'],
    [!speaks && send !== undefined, 'sends, but can say no text: there is nothing to degrade to'],
  ];
  return checks.filter(([broken]) => broken).map(([, fault]) => fault);
}

function menuFaultsOf(plugin: ChannelPlugin): string[] {
  if (plugin.operational?.menu === undefined) return [];
  const parsed = menuSchema.safeParse(plugin.operational.menu);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `menu ${issue.path.join('.')}: ${issue.message}`);
}
