import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../test/kit/chromium.js';
import { Started, updates, upstreams } from '../testing/running-gateway.js';

const started = new Started();
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, 180_000);
afterEach(() => started.closeAll());
afterAll(() => browser.close());

/** Opens GraphiQL with an operation; every request to another host is refused and remembered. */
async function open(url: string, query: string): Promise<{ page: Page; foreign: string[] }> {
  const page = await browser.newPage();
  started.add(() => page.close());
  const foreign: string[] = [];
  await page.route('**/*', (route) => {
    const target = route.request().url();
    if (target.startsWith(url) || target.startsWith('blob:') || target.startsWith('data:')) return route.continue();
    foreign.push(target);
    return route.abort();
  });
  await page.goto(`${url}/graphql?query=${encodeURIComponent(query)}`);
  await page.waitForSelector('.graphiql-execute-button', { timeout: 60_000 });
  return { page, foreign };
}

const responseOf = (page: Page) => page.locator('.graphiql-response').innerText();

async function eventually(page: Page, text: string) {
  for (let tries = 0; !(await responseOf(page)).replaceAll('\u00a0', ' ').includes(text); tries++) {
    if (tries > 100) throw new Error(`The response does not show ${text}: ${await responseOf(page)}`);
    await page.waitForTimeout(100);
  }
}

describe('GraphiQL', () => {
  it('works without internet: the schema, a query and a subscription', async () => {
    const { url, hub } = await started.gateway();
    const { page, foreign } = await open(url, '{ complaint(id: "3") { ticket channel { name } } }');
    await page.click('.graphiql-execute-button');
    await eventually(page, '"Channel c1"');
    const live = await open(url, updates);
    await live.page.click('.graphiql-execute-button');
    await upstreams(hub, 1);
    hub.publish('4');
    await eventually(live.page, '"T-4"');
    expect([...foreign, ...live.foreign]).toEqual([]);
  });
});
