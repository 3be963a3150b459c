import { afterAll, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { InstagramSimulator } from '../../plugins/instagram/simulator/simulator.js';
import { createHubHome, type HubProcess } from '../kit/hub-process.js';
import { seededRandom } from '../kit/random.js';

const account = { accountId: '17841400000000001', username: 'jkn.contoh' };
const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

it('kill -9 of the hub around the instant of a campaign: every post is public once, and the campaign is done', async () => {
  const random = seededRandom('campaign crash');
  const secrets = { appSecret: 'dev-instagram-secret', accessToken: 'dev-instagram-access-token' };
  const meta = await InstagramSimulator.start({ account, ...secrets });
  closers.push(() => meta.close());
  const home = await createHubHome();
  closers.push(() => home.close());
  const environment = { KANAL_PLUGINS: 'instagram=instagram', INSTAGRAM_API_HOST: meta.apiHost };
  const admin = await home.token({ role: 'admin' });
  let hub: HubProcess = await home.start(environment);
  const ask = async (query: string, variables: object = {}) => {
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${admin}` },
      body: JSON.stringify({ query, variables }),
    });
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of many shapes
    return ((await response.json()) as { data: Record<string, any> }).data;
  };
  const captions = Array.from({ length: 5 }, (_, i) => `Pos ${i}`);
  const media = [{ kind: 'IMAGE', url: 'https://media.jkn.example/a.jpg' }];
  const posts = captions.map((caption) => ({ kind: 'IMAGE', channelId: 'instagram', caption, media }));
  const input = { name: 'Contoh', objective: 'Mencoba', posts };
  const { createCampaign } = await ask(
    'mutation($input: CreateCampaignInput!) { createCampaign(input: $input) { ... on CampaignCreated { campaign { id } } } }',
    { input },
  );
  const id = createCampaign.campaign.id as string;
  const startsAt = new Date(Date.now() + 500).toISOString();
  await ask(`mutation { scheduleCampaign(input: { campaignId: "${id}", startsAt: "${startsAt}" }) { __typename } }`);
  for (let kill = 0; kill < 3; kill += 1) {
    await pause(300 + random() * 900);
    await hub.kill();
    hub = await home.start(environment);
  }
  const query = `{ campaign(id: "${id}") { status posts { status } } }`;
  // A post that was claimed by a killed process waits for its lease, and one that was being published for Instagram to settle.
  for (const end = Date.now() + 900_000; Date.now() < end; await pause(1_000))
    if ((await ask(query)).campaign.status === 'DONE') break;
  const { campaign } = await ask(query);
  expect(campaign).toEqual({ status: 'DONE', posts: captions.map(() => ({ status: 'PUBLISHED' })) });
  expect(meta.publishing.published.map(({ caption }) => caption).sort()).toEqual(captions);
});
