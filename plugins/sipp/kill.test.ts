import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../test/kit/graphql-client.js';
import { createHubHome, type HubHome, type HubProcess } from '../../test/kit/hub-process.js';
import { fileOfNumbers, inForce, numbersOf, sendFile, type Portal } from './testing/kill-scenario.js';

let home: HubHome;
let hub: HubProcess;
let token: string;

beforeAll(async () => {
  home = await createHubHome();
  token = await home.token({ role: 'employer', employer: '26000001' });
  hub = await home.start();
}, 60_000);
afterAll(() => home.close());

const portal = (): Portal => ({ url: hub.url, token });
const [before, after] = [
  { from: 1, to: 700 },
  { from: 500, to: 1_600 },
];

test('SIGKILL in the middle of an upload leaves the list before; the same upload again completes', async () => {
  expect(await sendFile(portal(), fileOfNumbers(before), 'kunci-sebelum')).toMatchObject({ status: 200 });
  // The first pieces hold more than a part, so that something is staged; the last ones never arrive.
  const sending = sendFile(portal(), fileOfNumbers(after), 'kunci-terputus', { count: 4, pause: 700 });
  await new Promise((resolve) => setTimeout(resolve, 1_700));
  await hub.kill();
  expect(await sending).toBe('broken');
  hub = await home.start();
  expect((await inForce(portal())).numbers).toEqual(numbersOf(before));
  const again = await sendFile(portal(), fileOfNumbers(after), 'kunci-terputus');
  expect(again).toMatchObject({ status: 200, body: { state: 'APPLIED', attempt: 2 } });
  expect((await inForce(portal())).numbers).toEqual(numbersOf(after));
}, 120_000);

test('SIGKILL right after a list came into force: it is in force, and its people are entered after the start', async () => {
  const next = { from: 3_000, to: 4_200 };
  expect(await sendFile(portal(), fileOfNumbers(next), 'kunci-berlaku')).toMatchObject({ status: 200 });
  await hub.kill();
  hub = await home.start();
  expect((await inForce(portal())).numbers).toEqual(numbersOf(next));
  await eventually(
    () => inForce(portal()),
    ({ registering }) => !registering,
    30_000,
  );
  const again = await sendFile(portal(), fileOfNumbers(next), 'kunci-berlaku');
  expect(again).toMatchObject({ status: 200, body: { repeated: true, counts: { registered: 1_201 } } });
}, 120_000);
