import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { launchChromium } from '../../test/kit/chromium.js';
import { data, eventually } from '../../test/kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../../test/kit/in-process-hub.js';
import { startHostPage, type HostPage } from './testing/host-page.js';
import { loadProbes, type Probes } from './testing/probes.js';

let hub: InProcessHub;
let base: string;
let host: HostPage;
let browser: Browser;
let probes: Probes;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  [hub, browser, probes] = await Promise.all([startInProcessHub(), launchChromium(), loadProbes()]);
  base = `http://localhost:${new URL(hub.url).port}/channels/website`;
  host = await startHostPage(base);
}, 180_000);

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

afterAll(async () => {
  await browser.close();
  await host.close();
  await hub.close();
});

interface Visit {
  readonly page: Page;
  readonly chat: FrameLocator;
  /** What the browser complained about: errors, refusals of the content security policy. */
  readonly complaints: string[];
}

async function visit(url = host.url, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: 'id-ID', ...options });
  contexts.push(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, chat: page.frameLocator('iframe'), complaints };
}

/** What has the focus inside the frame, by its accessible name or id. */
const focused = ({ chat }: Visit) => chat.locator('body').evaluate(probes.focusedName);

async function enterByKeyboard(me: Visit, open = 'Buka obrolan', accept = 'Setuju dan mulai'): Promise<void> {
  await me.chat.getByRole('button', { name: open }).focus();
  await me.page.keyboard.press('Enter');
  await me.chat.getByRole('heading', { name: /Obrolan layanan|Service chat/ }).waitFor();
  await eventually(
    () => focused(me),
    (name) => name === 'title',
  );
  const button = me.chat.getByRole('button', { name: accept });
  await tabTo(me, button);
  await me.page.keyboard.press('Enter');
  await me.chat.getByRole('log').waitFor();
}

/** Presses Tab until an element has the focus. */
async function tabTo({ page }: Visit, target: ReturnType<FrameLocator['getByRole']>, most = 15): Promise<void> {
  for (let i = 0; i < most; i++) {
    if (await target.evaluate(probes.isFocused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not lead there.');
}

async function say(me: Visit, text: string): Promise<void> {
  await me.page.keyboard.type(text);
  await me.page.keyboard.press('Enter');
}

const inLog = ({ chat }: Visit, text: RegExp | string) => chat.getByRole('log').getByText(text);

describe('the widget on a page of another origin', () => {
  test('a complaint by keyboard alone, in Indonesian, without a word of complaint from the browser', async () => {
    const me = await visit();
    await enterByKeyboard(me);
    await eventually(
      () => focused(me),
      (name) => name === 'text',
    );
    await say(me, 'Halo');
    const complaint = me.chat.getByRole('button', { name: /^Pengaduan/ });
    await complaint.waitFor();
    await me.page.keyboard.press('Shift+Tab');
    await tabTo(me, complaint);
    await me.page.keyboard.press('Enter');
    const service = me.chat.getByRole('button', { name: /^Pelayanan/ });
    await service.waitFor();
    await eventually(
      () => focused(me),
      (name) => name === 'Percakapan',
    );
    await tabTo(me, service);
    await me.page.keyboard.press('Space');
    await inLog(me, /Ceritakan/).waitFor();
    const field = me.chat.getByLabel('Tulis pesan');
    await tabTo(me, field);
    await say(me, 'Antrean terlalu lama di loket.');
    await inLog(me, /kabupaten atau kota/).waitFor();
    await say(me, 'Kota Pontianak');
    await inLog(me, /Tiket: K-/).waitFor();
    await me.page.keyboard.press('Escape');
    await eventually(
      () => focused(me),
      (name) => name === 'Buka obrolan',
    );
    expect(me.complaints).toEqual([]);
  });

  test('in English, and nothing that is written becomes HTML', async () => {
    const me = await visit();
    await me.chat.getByRole('button', { name: 'Buka obrolan' }).click();
    await me.chat.getByRole('button', { name: 'English' }).click();
    expect(await me.chat.locator('html').getAttribute('lang')).toBe('en');
    expect(await me.chat.getByRole('button', { name: 'English' }).getAttribute('aria-pressed')).toBe('true');
    await me.chat.getByRole('button', { name: 'Agree and start' }).click();
    await me.chat
      .getByLabel('Write a message')
      .fill('Hello <img src=x onerror=alert(1)> https://www.contoh.example/a.');
    await me.chat.getByRole('button', { name: 'Send' }).click();
    await inLog(me, /How can we help/).waitFor();
    await inLog(me, '<img src=x onerror=alert(1)>').waitFor();
    const link = me.chat.getByRole('link', { name: 'https://www.contoh.example/a' });
    expect(await link.getAttribute('rel')).toContain('noopener');
    expect(await me.chat.locator('img').count()).toBe(0);
    expect(me.complaints).toEqual([]);
  });

  test('a reload goes on where it was: open, with the conversation, and an officer’s word arrives live', async () => {
    const me = await visit();
    await enterByKeyboard(me);
    const text = `Halo, saya nomor ${Date.now() % 1_000_000}`;
    await say(me, text);
    await inLog(me, /Apa yang dapat kami bantu/).waitFor();
    await me.page.reload();
    await inLog(me, /Apa yang dapat kami bantu/).waitFor();
    expect(await inLog(me, text).count()).toBe(1);
    const officer = await hub.token({ role: 'officer' });
    const query = `{ inbox(channel: "website", first: 50) { edges { node { id messages(first: 10) { edges { node { text } } } } } } }`;
    interface Row {
      readonly node: {
        readonly id: string;
        readonly messages: { readonly edges: { readonly node: { text: string } }[] };
      };
    }
    const rows = (await data(hub.url, officer, query)).inbox.edges as Row[];
    const { id } = rows.find(({ node }) => node.messages.edges.some((each) => each.node.text === text))!.node;
    const send = `mutation($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }`;
    await data(hub.url, officer, send, { input: { conversationId: id, text: 'Saya petugas, ada yang bisa dibantu?' } });
    await inLog(me, /Saya petugas/).waitFor();
    expect(await me.chat.getByRole('log').getAttribute('aria-live')).toBe('polite');
    expect(me.complaints).toEqual([]);
  });

  test('what was written while the hub was away is sent when it is back', async () => {
    const me = await visit();
    await enterByKeyboard(me);
    await me.chat.getByText('Terhubung').waitFor();
    await me.page.route('**/messages', (route) => route.abort());
    await say(me, 'Halo, saya terputus');
    await me.chat.getByText('Belum terkirim, dicoba lagi…').waitFor();
    await me.page.unroute('**/messages');
    await inLog(me, /Apa yang dapat kami bantu/).waitFor({ timeout: 20_000 });
    expect(await inLog(me, 'Halo, saya terputus').count()).toBe(1);
    expect(await me.chat.getByText('Belum terkirim').count()).toBe(0);
  });

  test('ended by the visitor, nothing is left on the device', async () => {
    const me = await visit();
    await enterByKeyboard(me);
    await say(me, 'Halo');
    await inLog(me, /Apa yang dapat kami bantu/).waitFor();
    await me.chat.getByRole('button', { name: 'Akhiri dan hapus dari perangkat ini' }).click();
    await me.chat.getByText('Jejak obrolan dihapus dari perangkat ini.').waitFor();
    const kept = await me.chat.locator('body').evaluate(probes.keptNames);
    expect(kept.filter((key) => key !== 'language')).toEqual([]);
    await me.page.reload();
    await me.chat.getByRole('heading', { name: 'Sebelum mulai' }).waitFor();
    expect(await me.chat.getByText('Apa yang dapat kami bantu').count()).toBe(0);
  });

  test('somebody who is signed in on the page is the participant, on every device', async () => {
    const identity = () =>
      new SignJWT({ sub: 'akun-7', name: 'Melati', phone: '+6289900000001' })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience('demo')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode('dev-website-identity-0123456789abcdef'));
    const page = await startHostPage(base, { identity });
    try {
      const me = await visit(page.url);
      await enterByKeyboard(me);
      const text = `Halo, saya nomor ${Date.now() % 1_000_000}`;
      await say(me, text);
      await inLog(me, /Apa yang dapat kami bantu/).waitFor();
      const other = await visit(page.url);
      await other.chat.getByRole('button', { name: /Buka obrolan/ }).click();
      await inLog(other, text).waitFor();
      const officer = await hub.token({ role: 'officer' });
      const query = `{ inbox(channel: "website", first: 50) { edges { node { participant { name } } } } }`;
      const { inbox } = await data(hub.url, officer, query);
      expect(JSON.stringify(inbox)).toContain('Melati');
      expect([...me.complaints, ...other.complaints]).toEqual([
        // The first session of an account is asked for its consent: the browser notes the refusal.
        expect.stringContaining('403'),
      ]);
    } finally {
      await page.close();
    }
  });

  test('a page that the site key does not name is shown nothing', async () => {
    const foreign = await visit(host.url.replace('localhost', 'jahat.localhost'));
    await foreign.page.waitForTimeout(500);
    expect(foreign.complaints.join()).toContain('frame-ancestors');
    expect(await foreign.page.locator('iframe').contentFrame().getByRole('button').count()).toBe(0);
  });
});

describe('accessibility of the widget', () => {
  test('contrasts, names and live region hold in every view', async () => {
    const me = await visit();
    const contrasts = async () => {
      const { checked, low } = await me.chat.locator('body').evaluate(probes.lowContrasts);
      expect(checked).toBeGreaterThan(0);
      expect(low).toEqual([]);
    };
    expect(await me.page.locator('iframe').getAttribute('title')).toBe('Obrolan layanan');
    await enterByKeyboard(me);
    await contrasts();
    await say(me, 'Halo');
    await inLog(me, /Apa yang dapat kami bantu/).waitFor();
    await contrasts();
    const nameless = await me.chat.locator('button, a, textarea, input').evaluateAll(probes.namelessControls);
    expect(nameless).toEqual([]);
    expect(await me.chat.getByRole('dialog', { name: 'Obrolan layanan' }).count()).toBe(1);
    expect(await me.chat.getByRole('group', { name: 'Pilihan jawaban' }).count()).toBe(1);
  });

  test('at four times the size, and with reduced motion, everything can be reached', async () => {
    const me = await visit(host.url, { viewport: { width: 320, height: 256 }, reducedMotion: 'reduce' });
    await enterByKeyboard(me);
    const field = me.chat.getByLabel('Tulis pesan');
    await field.scrollIntoViewIfNeeded();
    expect(await field.isVisible()).toBe(true);
    const sideways = await me.chat.locator('#panel').evaluate(probes.sideways);
    expect(sideways).toBeLessThanOrEqual(0);
    expect(await me.chat.getByRole('log').evaluate(probes.scrollBehaviour)).toBe('auto');
  });
});
