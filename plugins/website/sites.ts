import { anyLocalPort } from './client/origins.js';

/** The origins that may embed the widget, by site key. */
export type Sites = ReadonlyMap<string, readonly string[]>;

const siteKey = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Reads the setting `sites`: `key origin origin; key origin`. @throws Error that says which part is wrong */
export function parseSites(text: string): Sites {
  const sites = new Map<string, readonly string[]>();
  for (const part of text.split(';').filter((each) => each.trim() !== '')) {
    const [key = '', ...origins] = part.trim().split(/\s+/);
    if (!siteKey.test(key)) throw new Error(`"${key}" is no site key: use a-z, 0-9 and -`);
    if (sites.has(key)) throw new Error(`the site key "${key}" stands there twice`);
    if (origins.length === 0)
      throw new Error(`the site key "${key}" has no origin, such as https://www.contoh.example`);
    const wrong = origins.find((origin) => !isOrigin(origin));
    if (wrong !== undefined)
      throw new Error(`"${wrong}" is no origin: write https://host without a path (http for localhost only)`);
    sites.set(key, origins);
  }
  if (sites.size === 0) throw new Error('expected at least one site key with an origin');
  return sites;
}

/** Why the setting cannot be used; null: it can. */
export function sitesFault(text: string): string | null {
  try {
    parseSites(text);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Plain http is for this machine: elsewhere a page could be changed on its way, and the chat with it. */
function isOrigin(text: string): boolean {
  if (anyLocalPort.test(text)) return true;
  if (!URL.canParse(text) || text.includes('*')) return false;
  const { origin, protocol, hostname } = new URL(text);
  const local = ['localhost', '127.0.0.1'].includes(hostname);
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && local));
}

/** The origins of a site key; undefined: there is no such key. */
export function originsOf(sites: string, key: string | null | undefined): readonly string[] | undefined {
  return key ? parseSites(sites).get(key) : undefined;
}

export { originAllowed } from './client/origins.js';
