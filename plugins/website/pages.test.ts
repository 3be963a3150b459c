import { describe, expect, test } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { asset, assetNames, widgetScript } from './assets.js';
import { websiteConfig } from './config.js';
import { forms } from './form-fields.js';
import { getForm } from './forms.js';
import { frame, tryPage } from './frame-page.js';
import { escapeHtml } from './pages.js';
import { sitesFault } from './sites.js';
import { request, testBench, testConfig } from './testing/requests.js';

const { context } = testBench();
const query = { site: 'demo', lang: 'en' };

describe('pages', () => {
  test('only the origins of the site key may frame them, and no script stands in them', async () => {
    const pages = [
      await frame(request({ query }), context),
      ...(await Promise.all(
        Object.keys(forms).map((name) => getForm(request({ query, parameters: { name } }), context)),
      )),
      await tryPage(request(), testBench({}, { ...testConfig, tryPage: 'on' }).context),
    ];
    for (const { status, headers, body } of pages) {
      expect(status).toBe(200);
      const policy = headers!['content-security-policy']!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers!['x-content-type-options']).toBe('nosniff');
      expect(headers!['cache-control']).toBe('no-store');
      expect(String(body)).not.toMatch(/<script(?![^>]* src=)|\son\w+=|\sstyle=/);
    }
    expect(pages[0]!.headers!['content-security-policy']).toContain(
      "frame-ancestors 'self' https://www.contoh.example http://localhost:*",
    );
    const other = await frame(request({ query: { site: 'other' } }), context);
    expect(other.headers!['content-security-policy']).toContain("frame-ancestors 'self' https://lain.example;");
    expect((await frame(request({ query: { site: 'nirwana' } }), context)).status).toBe(404);
  });

  test('the page to try the channel is there only where it is switched on', async () => {
    expect((await tryPage(request(), context)).status).toBe(404);
  });

  test('signs of HTML are written out', () => {
    expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
  });
});

describe('files for the browser', () => {
  test('every one is there, without the folders of the machine that built it', async () => {
    for (const name of assetNames) {
      const answer = await asset(request({ parameters: { name } }));
      expect([name, answer.status]).toEqual([name, 200]);
      expect(String(answer.body)).not.toContain('sourceMappingURL');
      const { etag } = answer.headers!;
      expect((await asset(request({ parameters: { name }, headers: { 'if-none-match': etag } }))).status).toBe(304);
    }
    expect((await widgetScript(request())).headers!['cross-origin-resource-policy']).toBe('cross-origin');
  });

  test('the list holds all that the modules import', async () => {
    const files = (await readdir(new URL('./client/', import.meta.url))).filter((name) => /\.(js|css)$/.test(name));
    expect([...assetNames, 'widget.js'].sort()).toEqual(files.sort());
  });

  test('nothing else can be reached', async () => {
    for (const name of ['widget.ts', '../plugin.js', '..%2Fplugin.js', 'constructor', ''])
      expect((await asset(request({ parameters: { name } }))).status).toBe(404);
  });
});

describe('settings', () => {
  test('the origins of sites are read whole, or the fault says what to write', () => {
    expect(sitesFault('demo http://localhost:*; a https://a.example https://b.example:8443')).toBeNull();
    for (const [text, fault] of [
      ['', 'at least one'],
      ['demo', 'no origin'],
      ['demo http://a.example', 'no origin'],
      ['demo https://a.example/', 'no origin'],
      ['demo https://*.example', 'no origin'],
      ['demo *', 'no origin'],
      ['DEMO https://a.example', 'no site key'],
      ['a https://a.example; a https://b.example', 'twice'],
    ] as const)
      expect([text, sitesFault(text)]).toEqual([text, expect.stringContaining(fault)]);
  });

  test('short secrets are refused', () => {
    expect(websiteConfig.safeParse(testConfig).success).toBe(true);
    expect(websiteConfig.safeParse({ ...testConfig, secret: 'short' }).success).toBe(false);
  });
});
