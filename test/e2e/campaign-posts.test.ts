import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../../plugins/host/testing/recorder.js';
import { InstagramSimulator } from '../../plugins/instagram/simulator/simulator.js';
import { startInProcessHub, type InProcessHub } from '../kit/in-process-hub.js';

const account = { accountId: '17841400000000001', username: 'jkn.contoh' };
let meta: InstagramSimulator;
let hub: InProcessHub;
let admin: string;

beforeAll(async () => {
  const secrets = { appSecret: 'dev-instagram-secret', accessToken: 'dev-instagram-access-token' };
  meta = await InstagramSimulator.start({ account, ...secrets });
  const environment = { KANAL_PLUGINS: 'instagram=instagram,whatsapp=whatsapp', INSTAGRAM_API_HOST: meta.apiHost };
  hub = await startInProcessHub({ names: ['channels', 'campaigns'], environment });
  admin = await hub.token({ role: 'admin' });
});
afterAll(async () => {
  await hub.close();
  await meta.close();
});

async function ask(query: string, variables: object = {}, token = admin) {
  const response = await fetch(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of many shapes
  const { data, errors } = (await response.json()) as { data: Record<string, any>; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

const campaignFields = `id status posts { id kind status externalId permalink waitingUntil error { code message } channel { id name } }
  deliveries { total planned underWay published failed withdrawn }`;
const picture = (name: string) => ({ kind: 'IMAGE', url: `https://media.jkn.example/${name}.jpg`, altText: 'Loket' });

async function create(posts: object[]): Promise<string> {
  const input = { name: 'Contoh pos', objective: 'Warga tahu jam layanan.', posts };
  const { createCampaign } = await ask(
    `mutation($input: CreateCampaignInput!) { createCampaign(input: $input) {
       ... on CampaignCreated { campaign { id status } } ... on ValidationFailed { problems { field message } } } }`,
    { input },
  );
  expect(createCampaign.campaign).toMatchObject({ status: 'DRAFT' });
  return createCampaign.campaign.id as string;
}

const change = (mutation: string) =>
  ask(`mutation { result: ${mutation} { __typename ... on CampaignUpdated { campaign { ${campaignFields} } }
    ... on NotAllowedNow { message } ... on ValidationFailed { problems { field message } } } }`);
const look = async (id: string) => (await ask(`{ campaign(id: "${id}") { ${campaignFields} } }`)).campaign;

it('a scheduled campaign brings its posts out on Instagram and tells what became of each', async () => {
  const before = meta.publishing.published.length;
  const id = await create([
    { kind: 'IMAGE', channelId: 'instagram', caption: 'Satu #JKN', media: [picture('a')] },
    { kind: 'CAROUSEL', channelId: 'instagram', caption: 'Dua', media: [picture('b'), picture('c')] },
    { kind: 'IMAGE', channelId: 'instagram', caption: '@x '.repeat(30), media: [picture('d')] },
    { kind: 'IMAGE', channelId: 'whatsapp', caption: 'Tiga', media: [picture('e')] },
    { kind: 'IMAGE', channelId: 'nowhere', caption: 'Empat', media: [picture('f')] },
  ]);
  const startsAt = new Date(Date.now() + 600).toISOString();
  const { result } = await change(`scheduleCampaign(input: { campaignId: "${id}", startsAt: "${startsAt}" })`);
  expect(result.campaign).toMatchObject({ status: 'SCHEDULED', deliveries: { total: 5, planned: 5 } });
  await eventually('the campaign is done', async () => (await look(id)).status === 'DONE', 20_000);
  const { posts, deliveries } = await look(id);
  expect(deliveries).toEqual({ total: 5, planned: 0, underWay: 0, published: 2, failed: 3, withdrawn: 0 });
  expect(posts[0]).toMatchObject({
    status: 'PUBLISHED',
    permalink: expect.stringMatching(/^https:/),
    channel: { id: 'instagram', name: 'Instagram' },
    error: null,
  });
  expect(meta.publishing.published.slice(0, -before || undefined).map((each) => each.id)).toContain(
    posts[0].externalId,
  );
  expect(posts.slice(2).map(({ error }: { error: { code: string } }) => error.code)).toEqual([
    'MEDIA_RULES',
    'BAD_USER_INPUT',
    'NOT_FOUND',
  ]);
});

it('a quota that is used up is seen as a wait with its reason; pausing takes the post back, going on asks again', async () => {
  meta.publishing.quota.used = meta.publishing.quota.total;
  const id = await create([{ kind: 'IMAGE', channelId: 'instagram', caption: 'Nanti', media: [picture('g')] }]);
  await change(`scheduleCampaign(input: { campaignId: "${id}" })`);
  await eventually('it waits', async () => (await look(id)).posts[0].status === 'WAITING', 10_000);
  const [waiting] = (await look(id)).posts;
  expect(waiting.error).toMatchObject({ code: 'QUOTA_USED_UP' });
  expect(Date.parse(waiting.waitingUntil)).toBeGreaterThan(Date.now());
  const { result: paused } = await change(`pauseCampaign(campaignId: "${id}")`);
  expect(paused.campaign).toMatchObject({ status: 'PAUSED', posts: [{ status: 'PLANNED' }] });
  meta.publishing.quota.used = 0;
  const { result: resumed } = await change(`resumeCampaign(campaignId: "${id}")`);
  expect(resumed.campaign).toMatchObject({ status: 'RUNNING', posts: [{ status: 'REQUESTED' }] });
  await eventually('it is public', async () => (await look(id)).posts[0].status === 'PUBLISHED', 10_000);
  expect(meta.publishing.published.filter(({ caption }) => caption === 'Nanti')).toHaveLength(1);
  expect((await change(`cancelCampaign(campaignId: "${id}")`)).result.__typename).toBe('NotAllowedNow');
});

it('says everything that is wrong with a campaign at once, and keeps those out who may not write', async () => {
  const { createCampaign } = await ask(
    `mutation($input: CreateCampaignInput!) { createCampaign(input: $input) { ... on ValidationFailed { problems { field } } } }`,
    {
      input: {
        name: 'x',
        objective: 'Warga tahu.',
        posts: [{ kind: 'REEL', channelId: 'instagram', media: [{ kind: 'IMAGE', url: 'http://a.example/1.jpg' }] }],
      },
    },
  );
  expect(createCampaign.problems.map(({ field }: { field: string }) => field)).toEqual([
    'name',
    'posts.0.media',
    'posts.0.media',
  ]);
  const response = await fetch(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await hub.token({ role: 'analyst' })}` },
    body: JSON.stringify({ query: 'mutation { pauseCampaign(campaignId: "x") { __typename } }' }),
  });
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
});
