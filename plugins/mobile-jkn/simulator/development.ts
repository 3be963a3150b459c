import type { MobileJknConfig } from '../config.js';
import { startFcmSimulator } from './fcm-simulator.js';
import { startSmsSimulator } from './sms-simulator.js';

/** The loopback port of an address, or null when it lies elsewhere: then it is no simulator's. */
export function loopbackPort(address: string): number | null {
  const { hostname, port } = new URL(address);
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? Number(port || 80) : null;
}

/** Push service and SMS gateway for development, each where its address lies on loopback and nothing serves there. */
export async function startDevelopmentSimulator(config: MobileJknConfig): Promise<{ close(): Promise<void> } | null> {
  const [pushPort, smsPort] = [loopbackPort(config.fcmBase), loopbackPort(config.smsGatewayUrl)];
  const started = [
    pushPort === null ? null : await unlessTaken(startFcmSimulator({ port: pushPort })),
    smsPort === null ? null : await unlessTaken(startSmsSimulator({ token: config.smsGatewayToken, port: smsPort })),
  ].filter((simulator) => simulator !== null);
  if (started.length === 0) return null;
  return {
    async close() {
      for (const simulator of started) await simulator.close();
    },
  };
}

async function unlessTaken<T>(start: Promise<T>): Promise<T | null> {
  try {
    return await start;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}
