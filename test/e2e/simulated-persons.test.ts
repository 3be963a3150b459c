import { afterEach, expect, it } from '@jest/globals';
import { environmentName, readAccount } from '../../plugins/host/index.js';
import { manifest as email } from '../../plugins/email/manifest.js';
import { PostOffice } from '../../plugins/email/simulator/post-office.js';
import { manifest as instagram } from '../../plugins/instagram/manifest.js';
import { InstagramSimulator } from '../../plugins/instagram/simulator/simulator.js';
import type { ChannelManifest, ShownMessage, SimulatedPerson } from '../../plugins/sdk/index.js';
import { startInProcessHub } from '../kit/in-process-hub.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A hub with one account whose provider is a simulator on free ports, and a person of it, as `npm run sim` opens one. */
async function play(
  manifest: ChannelManifest,
  settings: Readonly<Record<string, string>>,
  opened: (hubUrl: string) => void = () => undefined,
): Promise<SimulatedPerson> {
  const { id } = manifest.accounts![0]!;
  const named = Object.entries(settings).map(([key, value]) => [environmentName(id, key), value]);
  const environment = Object.fromEntries(named) as Record<string, string>;
  const hub = await startInProcessHub({
    names: ['participants', 'channels'],
    environment: { ...environment, KANAL_PLUGINS: `${id}=${manifest.plugin.id}` },
  });
  closers.push(() => hub.close());
  opened(hub.url);
  const read = readAccount(environment, { id, plugin: manifest.plugin }, false);
  const { config } = (read as { account: { config: unknown } }).account;
  const person = await manifest.simulator!.person!(config, `${hub.url}/webhooks/${id}`, {});
  closers.push(() => person.close());
  return person;
}

async function hear(person: SimulatedPerson, expected: RegExp): Promise<ShownMessage> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const found = (await person.next()).find(({ text }) => expected.test(text));
    if (found) return found;
  }
  throw new Error(`Nobody said ${expected}.`);
}

it('a person writes letters and is answered by the menu, choosing by number, within seconds', async () => {
  const office = await PostOffice.start({ address: 'layanan@jkn.example', password: 'dev-mailbox-password' });
  closers.push(() => office.close());
  const local = { imapHost: '127.0.0.1', imapSecurity: 'none', smtpHost: '127.0.0.1', smtpSecurity: 'none' };
  const ports = { imapPort: String(office.imap.port), smtpPort: String(office.smtpPort) };
  const person = await play(email, { ...local, ...ports, firstRead: 'all' });
  expect(await person.say('Halo')).toBeNull();
  await hear(person, /1\. Informasi publik/);
  await person.say('1');
  await hear(person, /1\. Jam layanan/);
});

it('a person writes on Instagram and hears of the queue', async () => {
  const account = { accountId: '17841400000000001', username: 'jkn.contoh' };
  const secrets = { appSecret: 'dev-instagram-secret', accessToken: 'dev-instagram-access-token' };
  // The hub's address is known after it has started, and the simulator's before: webhooks go by a late address.
  let hubUrl = '';
  const meta = await InstagramSimulator.start({
    account,
    ...secrets,
    get webhookUrl() {
      return `${hubUrl}/webhooks/instagram`;
    },
  });
  closers.push(() => meta.close());
  const person = await play(instagram, { apiHost: meta.apiHost }, (url) => (hubUrl = url));
  expect(await person.say('Halo')).toBeNull();
  await hear(person, /antrean/);
});
