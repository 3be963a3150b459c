import type { CareCenterConfig } from '../config.js';
import { TwilioSimulator } from './twilio-simulator.js';

/** The loopback port of an API base, or null when it lies elsewhere: then it is no simulator's. */
export function loopbackPort(apiBase: string): number | null {
  const { hostname, port } = new URL(apiBase);
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? Number(port || 80) : null;
}

/**
 * Twilio for development, at the configured API base, in real time. Null when the base is not on loopback, or when
 * something serves there already (another simulator).
 */
export async function startDevelopmentSimulator(
  { accountSid, authToken, publicUrl, apiBase }: CareCenterConfig,
  webhookUrl: string,
): Promise<TwilioSimulator | null> {
  const port = loopbackPort(apiBase);
  if (port === null) return null;
  const clock = { second: 1_000, queuePatience: 15_000 };
  try {
    return await new TwilioSimulator({ accountSid, authToken, publicUrl, webhookUrl, port, ...clock }).start();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}
