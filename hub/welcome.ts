import type { TokenRequest } from '../gateway/index.js';
import type { Hub } from './one-process.js';

const day = 24 * 3_600;

/** One token a role, for trying the hub out. */
const sampleTokens: readonly TokenRequest[] = [
  { role: 'officer' },
  { role: 'supervisor' },
  { role: 'analyst' },
  { role: 'partner', regions: ['61.71'] },
  { role: 'participant', participant: 'par_demo_melati' },
  { role: 'admin' },
];

const sampleQuery =
  '{ viewer { role } complaints { edges { node { ticket status participant { name } channel { name } } } } }';

/** Prints where the hub is and how to try it. Tokens are printed where the hub signs its own only. */
export async function printWelcome(hub: Hub, output: { write(text: string): unknown }): Promise<void> {
  const lines = [`Kanal is ready: ${hub.url}/graphql`, ''];
  const { localIdentity } = hub;
  if (localIdentity) {
    lines.push('Tokens for one day (development only; `npm run -s token -- --help` makes others):');
    for (const request of sampleTokens) {
      const token = await localIdentity.issue({ ...request, lifetime: day });
      const limits = [...(request.regions ?? []), ...(request.participant ? [request.participant] : [])].join(' ');
      lines.push(`  ${`${request.role} ${limits}`.trim()}: ${token}`);
    }
    lines.push(
      '',
      `Open ${hub.url}/graphql in a browser, or paste:`,
      '',
      `  curl -s ${hub.url}/graphql -H 'content-type: application/json' \\`,
      '    -H "authorization: Bearer $(npm run -s token -- --role officer)" \\',
      `    -d '${JSON.stringify({ query: sampleQuery })}'`,
      '',
      'Chat as a participant: npm run sim -- whatsapp',
      '',
    );
  }
  output.write(`${lines.join('\n')}\n`);
}
