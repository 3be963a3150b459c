import type { InstagramConfig } from '../config.js';
import { InstagramSimulator } from './simulator.js';

/**
 * Meta's side for development, at the configured API host: takes messages (from people who wrote before, as Instagram
 * does) and echoes them. Null when the host is not on loopback, or when something serves there already.
 */
export async function startDevelopmentSimulator(
  config: InstagramConfig,
  webhookUrl: string,
): Promise<InstagramSimulator | null> {
  const port = loopbackPort(config.apiHost);
  if (port === null) return null;
  const { accountId, pageId, appSecret, accessToken } = config;
  const account = { accountId, username: 'jkn.contoh' };
  const page = pageId === undefined ? {} : { pageId };
  try {
    return await InstagramSimulator.start({ account, ...page, appSecret, accessToken, webhookUrl, port, echoes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}

/** The loopback port of an API host, or null when it lies elsewhere: then it is no simulator's. */
export function loopbackPort(apiHost: string | undefined): number | null {
  if (apiHost === undefined) return null;
  const { hostname, port } = new URL(apiHost);
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? Number(port || 80) : null;
}
