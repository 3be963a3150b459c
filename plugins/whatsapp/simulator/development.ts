import type { WhatsAppConfig } from '../config.js';
import { record, records, type Json } from '../json.js';
import { startGraphSimulator, type GraphSimulator } from './graph-simulator.js';
import type { SimulatedNumber } from './payloads.js';

/** The simulated account that a configuration speaks of. */
export function simulatedNumber(config: WhatsAppConfig): SimulatedNumber {
  return { accountId: '100000000000000', phoneNumberId: config.phoneNumberId, displayNumber: '628118165165' };
}

/** The loopback port of an API base, or null when it lies elsewhere: then it is no simulator's. */
export function loopbackPort(apiBase: string): number | null {
  const { hostname, port } = new URL(apiBase);
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? Number(port || 80) : null;
}

/**
 * The Graph API for development, at the configured API base: takes every message and reports it sent, delivered and
 * read. Null when the base is not on loopback, or when something serves there already (another simulator).
 */
export async function startDevelopmentSimulator(
  config: WhatsAppConfig,
  webhookUrl: string,
): Promise<GraphSimulator | null> {
  const port = loopbackPort(config.apiBase);
  if (port === null) return null;
  const { appSecret, accessToken } = config;
  const number = simulatedNumber(config);
  try {
    return await startGraphSimulator({
      number,
      appSecret,
      accessToken,
      webhookUrl,
      port,
      statuses: ['sent', 'delivered', 'read'],
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}

/** Messages that a simulator (of this or another process) took after a sequence number; waits up to 20 s for one. */
export async function readSimulator(
  apiBase: string,
  after: number,
  wait = true,
): Promise<{ sequence: number; to: string; body: Json }[]> {
  const response = await fetch(`${new URL(apiBase).origin}/simulator/messages?after=${after}${wait ? '' : '&wait=0'}`);
  if (!response.ok) throw new Error(`There is no simulator at ${apiBase}.`);
  const { messages } = (await response.json()) as { messages?: unknown };
  return records(messages).map((message) => ({
    sequence: Number(message.sequence),
    to: String(message.to),
    body: record(message.body),
  }));
}
