import { accountsFromEnvironment } from '../plugins/host/index.js';
import type { WhatsAppConfig } from '../plugins/whatsapp/config.js';
import { whatsapp } from '../plugins/whatsapp/plugin.js';
import { startDevelopmentSimulator } from '../plugins/whatsapp/simulator/development.js';
import type { HubConfiguration } from './configuration.js';

const accountId = 'whatsapp-pandawa';

/**
 * Plays the providers' side on loopback while nobody has configured a real one, so that conversations can be tried out.
 * Does nothing in production, with `WHATSAPP_PANDAWA_API_BASE` set, or when another simulator has the port.
 */
export async function startSimulators(
  configuration: HubConfiguration,
  hubUrl: string,
): Promise<{ close(): Promise<void> }> {
  const { production, environment } = configuration;
  if (production || environment['WHATSAPP_PANDAWA_API_BASE']) return { close: () => Promise.resolve() };
  const [account] = accountsFromEnvironment(environment, {
    production,
    accounts: [{ id: accountId, plugin: whatsapp }],
  });
  const simulator = await startDevelopmentSimulator(
    account!.config as WhatsAppConfig,
    `${hubUrl}/webhooks/${accountId}`,
  );
  return { close: async () => simulator?.close() };
}
