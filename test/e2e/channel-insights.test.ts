import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { InstagramSimulator } from '../../plugins/instagram/simulator/simulator.js';
import { startInProcessHub, type InProcessHub } from '../kit/in-process-hub.js';

const account = { accountId: '17841400000000001', username: 'jkn.contoh' };
const day = 86_400_000;
let meta: InstagramSimulator;
let hub: InProcessHub;

beforeAll(async () => {
  const secrets = { appSecret: 'dev-instagram-secret', accessToken: 'dev-instagram-access-token' };
  meta = await InstagramSimulator.start({ account, ...secrets });
  const environment = { KANAL_PLUGINS: 'instagram=instagram,whatsapp=whatsapp', INSTAGRAM_API_HOST: meta.apiHost };
  hub = await startInProcessHub({ names: ['channels'], environment });
});
afterAll(async () => {
  await hub.close();
  await meta.close();
});

interface Answer {
  readonly data?: { readonly channel: { readonly analytical: { readonly insights: Insights | null } } };
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}
interface Insights {
  readonly askedAt: string;
  readonly account: readonly { readonly metric: string; readonly state: string; readonly value: number | null }[];
  readonly audience: readonly { readonly audience: string; readonly dimension: string; readonly state: string }[];
}

async function ask(
  from: number,
  to: number,
  { channel = 'instagram', role = 'analyst' as const } = {},
): Promise<Answer> {
  const period = `from: "${new Date(from).toISOString()}", to: "${new Date(to).toISOString()}"`;
  const query = `{ channel(id: "${channel}") { analytical { insights(${period}) { from to askedAt
    account { metric state value reason } audience { audience dimension state truncated reason groups { key people } } } } } }`;
  const response = await fetch(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await hub.token({ role })}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}

const asked = () => meta.calls.filter(({ path }) => path.endsWith('/insights')).length;
const figure = ({ data }: Answer, metric: string) =>
  data!.channel.analytical.insights!.account.find((each) => each.metric === metric);

it('figures of a provider tell zero, suppressed and unavailable apart, and are not asked for again while fresh', async () => {
  meta.figures.account = { reach: 1200, likes: 0 };
  meta.figures.audience = { 'follower_demographics/age': { '18-24': 300, '25-34': 450 } };
  const now = Date.now();
  const first = await ask(now - 8 * day, now - day);
  expect(first.errors).toBeUndefined();
  expect(figure(first, 'reach')).toMatchObject({ state: 'MEASURED', value: 1200 });
  expect(figure(first, 'likes')).toMatchObject({ state: 'MEASURED', value: 0 });
  expect(figure(first, 'comments')).toMatchObject({ state: 'SUPPRESSED', value: null });
  const { audience } = first.data!.channel.analytical.insights!;
  expect(audience).toContainEqual(
    expect.objectContaining({
      dimension: 'age',
      state: 'MEASURED',
      groups: [
        { key: '18-24', people: 300 },
        { key: '25-34', people: 450 },
      ],
    }),
  );
  const calls = asked();
  const [second, third] = await Promise.all([ask(now - 8 * day, now - day), ask(now - 8 * day, now - day)]);
  expect([second, third]).toEqual([first, first]);
  expect(asked()).toBe(calls);
});

it('a provider that does not answer makes figures unavailable, never zero', async () => {
  const faults = Array.from({ length: 40 }, () => ({ kind: 'gateway-error' as const, carriedOut: false }));
  meta.fail(...faults);
  const now = Date.now();
  const answer = await ask(now - 20 * day, now - 10 * day);
  expect(figure(answer, 'reach')).toMatchObject({ state: 'UNAVAILABLE', value: null });
});

it('periods that are none are refused, channels without figures say null, and rights are asked', async () => {
  const now = Date.now();
  for (const [from, to] of [
    [now, now - 3 * day],
    [now - 90 * day, now],
    [now - 900 * day, now],
  ] as const)
    expect((await ask(from, to)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  expect((await ask(now - day, now, { channel: 'whatsapp' })).data!.channel.analytical.insights).toBeNull();
  const officer = await ask(now - day, now, { role: 'officer' as 'analyst' });
  expect(officer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});
