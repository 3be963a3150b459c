import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../kit/chromium.js';
import { modelJson, renderSurvey, surveys } from './render.js';

const folder = mkdtempSync(join(tmpdir(), 'kanal-report-'));
const reports = [
  { name: 'demo', language: 'id' },
  { name: 'demo', language: 'en' },
  { name: 'mobi', language: 'id' },
  { name: 'mobi', language: 'en' },
] as const;
let browser: Browser;

const urlOf = (report: (typeof reports)[number]) =>
  pathToFileURL(join(folder, `${report.name}-${report.language}.html`)).href;

beforeAll(async () => {
  browser = await launchChromium();
  for (const { name, language } of reports) {
    const survey = surveys[name];
    const html = await renderSurvey({ json: modelJson(survey.model), csv: survey.csv(), language });
    writeFileSync(join(folder, `${name}-${language}.html`), html);
  }
}, 180_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(url: string, width: number): Promise<{ page: Page; noise: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const noise: string[] = [];
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('dialog', (dialog) => noise.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) noise.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, noise };
}

/** Pairs of labels, or labels and boxes, that touch on the page, and texts that leave their frame. */
function diagramFaults(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const rects = (selector) => [...document.querySelectorAll(selector)].map((element) => ({ element, box: element.getBoundingClientRect() }));
    const touch = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
    const labels = rects('.pd-label rect');
    const nodes = rects('.pd-node rect');
    const faults = [];
    labels.forEach((label, index) => {
      for (const other of [...labels.slice(index + 1), ...nodes]) {
        if (touch(label.box, other.box)) faults.push('label touches ' + other.element.parentElement.textContent + ': ' + label.element.parentElement.textContent);
      }
    });
    nodes.forEach((node, index) => {
      for (const other of nodes.slice(index + 1)) if (touch(node.box, other.box)) faults.push('nodes touch');
    });
    for (const { element, box } of [...labels, ...nodes]) {
      for (const text of element.parentElement.querySelectorAll('text')) {
        const inner = text.getBoundingClientRect();
        if (inner.left < box.left || inner.right > box.right || inner.top < box.top - 1 || inner.bottom > box.bottom + 1) faults.push('text leaves its frame: ' + text.textContent);
      }
    }
    return faults;
  })()`);
}

/** Texts of charts that stand on each other or leave their drawing. */
function chartFaults(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('svg.chart')].flatMap((chart) => {
    const frame = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll('text')].map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }));
    return texts.flatMap(({ text, box }, index) => {
      const leaves = box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
      const onto = texts.slice(index + 1).filter(({ box: other }) => box.left < other.right - 1 && other.left < box.right - 1 && box.top < other.bottom - 2 && other.top < box.bottom - 2);
      return [...(leaves ? [text + ' leaves the chart'] : []), ...onto.map((other) => text + ' on ' + other.text)];
    });
  })`);
}

describe.each(reports)('report $name in $language', (report) => {
  test.each([1280, 390])('opens at %d pixels without errors, requests or sideways scrolling', async (width) => {
    const { page, noise } = await open(urlOf(report), width);
    expect(noise).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('aside.synthetic').count()).toBe(report.name === 'demo' ? 1 : 0);
    await page.close();
  });

  test('shows diagram and charts with nothing on top of another', async () => {
    const { page } = await open(urlOf(report), 1280);
    expect(await page.locator('.pd-label').count()).toBe(report.name === 'demo' ? 7 : 12);
    expect(await diagramFaults(page)).toEqual([]);
    expect(await chartFaults(page)).toEqual([]);
    await page.close();
  });

  test('can be read with a screen reader: names, scopes, heading levels, unique ids', async () => {
    const { page } = await open(urlOf(report), 1280);
    const faults = await page.evaluate(`(() => {
      const all = (selector) => [...document.querySelectorAll(selector)];
      const levels = all('h1, h2, h3, h4').map((heading) => Number(heading.tagName[1]));
      const ids = all('[id]').map((element) => element.id);
      const named = (svg) => svg.getAttribute('aria-hidden') === 'true' || (svg.getAttribute('aria-labelledby') ?? '').split(' ').every((id) => document.getElementById(id)?.textContent);
      return [
        ...all('table').filter((table) => !table.caption?.textContent).map(() => 'a table without caption'),
        ...all('th').filter((cell) => !cell.scope || !cell.textContent.trim()).map((cell) => 'a heading cell without scope or text: ' + cell.outerHTML),
        ...all('svg').filter((svg) => !named(svg)).map(() => 'a drawing without name'),
        ...levels.filter((level, index) => index > 0 && level > levels[index - 1] + 1).map((level) => 'a jump to heading ' + level),
        ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => 'id twice: ' + id),
        ...all('a[href^="#"]').filter((link) => !document.getElementById(link.hash.slice(1))).map((link) => 'dead link ' + link.hash),
      ];
    })()`);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('fits an A4 page in print', async () => {
    const { page } = await open(urlOf(report), 703);
    await page.emulateMedia({ media: 'print' });
    const wide = await page.evaluate(
      `[...document.querySelectorAll('table, svg')].filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1).map((element) => element.caption?.textContent ?? element.textContent.slice(0, 40))`,
    );
    expect(wide).toEqual([]);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });
});

test('hostile names run nothing and break no layout', async () => {
  const hostile = '</title></style><img src=x onerror=alert(1)><script>alert(2)</script>';
  const json = modelJson(surveys.demo.model, (model) => {
    model['titles'] = hostile;
    model['labels'] = {
      CRM: hostile,
      SQ: 'A name much longer than any box of the diagram could ever hold in one line or even in four',
      SAT: 'Supercalifragilisticexpialidocious',
      CRM1: hostile,
    };
  });
  const path = join(folder, 'hostile.html');
  writeFileSync(path, await renderSurvey({ json, csv: surveys.demo.csv(), language: 'en', resamples: 20 }));
  const { page, noise } = await open(pathToFileURL(path).href, 1280);
  expect(noise).toEqual([]);
  expect(await page.locator('h1').textContent()).toBe(hostile);
  expect(await page.locator('img, script').count()).toBe(0);
  expect(await diagramFaults(page)).toEqual([]);
  await page.close();
});
