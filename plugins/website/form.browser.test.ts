import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../test/kit/chromium.js';
import { startInProcessHub, type InProcessHub } from '../../test/kit/in-process-hub.js';
import { startTurnstileSimulator, type TurnstileSimulator } from './simulator/turnstile-simulator.js';
import { loadProbes, type Probes } from './testing/probes.js';

let hub: InProcessHub;
let base: string;
let browser: Browser;
let probes: Probes;
let turnstile: TurnstileSimulator;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  turnstile = await startTurnstileSimulator('turnstile-secret');
  const environment = {
    WEBSITE_TURNSTILE_SECRET: 'turnstile-secret',
    WEBSITE_TURNSTILE_SITE_KEY: 'site-key',
    WEBSITE_TURNSTILE_BASE: turnstile.base,
  };
  [hub, browser, probes] = await Promise.all([startInProcessHub({ environment }), launchChromium(), loadProbes()]);
  base = `http://localhost:${new URL(hub.url).port}/channels/website`;
}, 180_000);

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

afterAll(async () => {
  await browser.close();
  await hub.close();
  await turnstile.close();
});

async function open(form: string, language: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext();
  contexts.push(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The browser notes every answer of 4xx as an error of the network; refusals of the policy are meant here.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${base}/forms/${form}?site=demo&lang=${language}`);
  return { page, complaints };
}

describe('a form in the browser', () => {
  test('faults are announced, listed and led to; corrected, it gives ticket and pin', async () => {
    const { page, complaints } = await open('complaint', 'id');
    await page.waitForTimeout(2_600);
    await page.getByRole('button', { name: 'Kirim pengaduan' }).focus();
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.getByText('Ada yang perlu diperbaiki').waitFor();
    expect(await alert.evaluate(probes.isFocused)).toBe(true);
    expect(await alert.getByRole('listitem').count()).toBe(5);
    expect((await page.evaluate(probes.lowContrasts)).low).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const category = page.getByLabel('Mengenai apa?');
    expect(await category.evaluate(probes.isFocused)).toBe(true);
    expect(await category.getAttribute('aria-invalid')).toBe('true');
    const described = (await category.getAttribute('aria-describedby'))!.split(' ').at(-1)!;
    expect(await page.locator(`#${described}`).textContent()).toBe('Pilih salah satu.');
    await category.selectOption('SERVICE');
    await page.getByLabel('Apa yang terjadi?').fill(`Antrean terlalu lama di loket ${Date.now()}.`);
    await page.getByLabel('Nama lengkap').fill('Warga Contoh');
    await page.getByLabel('Nomor telepon').fill('0899 0000 0001');
    await page.getByLabel(/Saya setuju/).check();
    await page.getByRole('button', { name: 'Kirim pengaduan' }).click();
    await page.getByRole('heading', { name: 'Terima kasih, sudah kami terima' }).waitFor();
    const [ticket, pin] = [await page.locator('.ticket').textContent(), await page.locator('.pin').textContent()];
    expect(ticket).toMatch(/^K-/);
    expect(pin).toMatch(/^\d+$/);
    expect(complaints).toEqual([]);
    const tracking = await open('track', 'id');
    await tracking.page.getByLabel('Tiket').fill(ticket!);
    await tracking.page.getByLabel('PIN').fill('0');
    await tracking.page.waitForTimeout(2_600);
    await tracking.page.keyboard.press('Enter');
    await tracking.page.getByRole('alert').getByText('Tiket atau PIN itu tidak cocok.').waitFor();
    await tracking.page.getByLabel('PIN').fill(pin!);
    await tracking.page.keyboard.press('Enter');
    await tracking.page.getByRole('heading', { name: 'Keadaan pengaduan' }).waitFor();
    await tracking.page.getByText('Diterima, menunggu verifikasi').waitFor();
    expect(await tracking.page.getByRole('alert').count()).toBe(0);
    expect(tracking.complaints).toEqual([]);
  });

  test('a refused security check is said, and nothing that was written is lost', async () => {
    const { page } = await open('information', 'en');
    turnstile.mode = 'failure';
    await page.getByLabel('Topic').selectOption('PAYMENT');
    await page
      .getByLabel('Which information do you need?')
      .fill('How are contributions of the self-employed computed?');
    await page.getByLabel('Full name').fill('Warga Contoh');
    await page.getByLabel('Email').fill('warga@contoh.example');
    await page.getByLabel(/I agree/).check();
    await page.waitForTimeout(2_600);
    await page.getByRole('button', { name: 'Send the request' }).click();
    await page.getByRole('alert').getByText('The security check failed').waitFor();
    turnstile.mode = 'success';
    await page.getByRole('button', { name: 'Send the request' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  });
});
