import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ask, data, eventually } from '../../test/kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../../test/kit/in-process-hub.js';
import { InstagramSimulator } from './simulator/simulator.js';
import { account, person } from './testing/world.js';

let meta: InstagramSimulator;
let hub: InProcessHub;
let officer: string;

beforeAll(async () => {
  const secrets = { appSecret: 'dev-instagram-secret', accessToken: 'dev-instagram-access-token' };
  meta = await InstagramSimulator.start({ account, ...secrets });
  const environment = { KANAL_PLUGINS: 'instagram=instagram', INSTAGRAM_API_HOST: meta.apiHost };
  hub = await startInProcessHub({ names: ['channels'], environment });
  officer = await hub.token({ role: 'officer', subject: 'petugas-contoh' });
}, 60_000);
afterAll(async () => {
  await hub.close();
  await meta.close();
});

const comments = `instagramComments { id mediaId state history { action by at isConfirmed replyId } }`;
const ended = `__typename
  ... on InstagramCommentChanged { replyId repeated comment { id state } }
  ... on InstagramCommentRefused { code message }
  ... on InstagramCommentUnclear { repeated message }
  ... on ValidationFailed { problems { field message } }`;
const hide = `mutation($input: InstagramCommentInput!) { instagramHideComment(input: $input) { ${ended} } }`;
const show = `mutation($input: InstagramCommentInput!) { instagramShowComment(input: $input) { ${ended} } }`;
const reply = `mutation($input: InstagramReplyInput!) { instagramReplyToComment(input: $input) { ${ended} } }`;

/** Posts a comment as a signed webhook, and waits until an officer finds it in the inbox. */
async function commented(id: string, words: string) {
  const entry = meta.comments(person, words, { id, mediaId: '17900000000000042' });
  expect(await meta.deliver([entry], { to: `${hub.url}/webhooks/instagram`, times: 2 })).toEqual([200, 200]);
  const query = `{ inbox(channel: "instagram") { edges { node { id channel { id } ${comments} messages { edges { node { text } } } } } } }`;
  const read = async () => (await data(hub.url, officer, query)).inbox.edges[0]?.node;
  return eventually(read, (found) => found?.instagramComments?.length > 0);
}

it('an officer finds the conversation of a comment, hides it, answers it in public once, and nobody else may', async () => {
  const conversation = await commented('17800000000000077', 'Kapan kantor buka?');
  expect(conversation.messages.edges[0].node.text).toBe('Kapan kantor buka?');
  const [comment] = conversation.instagramComments;
  expect(comment).toEqual({ id: '17800000000000077', mediaId: '17900000000000042', state: 'VISIBLE', history: [] });
  const say = async (document: string, given: object, token: string | undefined = officer) =>
    ask(hub.url, token, document, { input: { commentId: comment.id, ...given } });

  expect((await say(hide, { idempotencyKey: 'sembunyi-1' })).data.instagramHideComment).toEqual({
    __typename: 'InstagramCommentChanged',
    replyId: null,
    repeated: false,
    comment: { id: comment.id, state: 'HIDDEN' },
  });
  const words = { text: 'Kantor buka pukul 08.00 sampai 15.00.' };
  const tooEarly = await say(reply, { ...words, idempotencyKey: 'jawab-1' });
  expect(tooEarly.data.instagramReplyToComment).toMatchObject({ code: 'COMMENT_HIDDEN' });
  await say(show, { idempotencyKey: 'tampil-1' });

  const answer = async () => (await say(reply, { ...words, idempotencyKey: 'jawab-1' })).data.instagramReplyToComment;
  const atOnce = await Promise.all([answer(), answer(), answer(), answer()]);
  const again = await answer();
  const [first, ...others] = atOnce.filter(({ repeated }) => repeated === false);
  expect([first.__typename, others]).toEqual(['InstagramCommentChanged', []]);
  expect(again).toEqual({ ...first, repeated: true });
  expect(meta.moderation.acts.map(({ action }) => action)).toEqual(['POST', 'POST', 'POST replies']);

  const participant = await hub.token({ role: 'participant', participant: 'par_demo_melati', subject: 'melati' });
  const analyst = await hub.token({ role: 'analyst' });
  for (const [token, code] of [
    [participant, 'FORBIDDEN'],
    [analyst, 'FORBIDDEN'],
    ['', 'UNAUTHENTICATED'],
  ] as const) {
    const refused = await say(reply, { ...words, idempotencyKey: 'jawab-2' }, token);
    expect(refused.errors).toMatchObject([{ extensions: { code } }]);
  }
  const elsewhere = await hub.token({ role: 'officer', channels: ['whatsapp'] });
  expect((await say(hide, { idempotencyKey: 'x' }, elsewhere)).errors).toMatchObject([
    { extensions: { code: 'NOT_FOUND' } },
  ]);
  expect(meta.moderation.acts).toHaveLength(3);

  const told = await data(hub.url, officer, `query($id: ID!) { conversation(id: $id) { ${comments} } }`, {
    id: conversation.id,
  });
  const done = { by: 'petugas-contoh', isConfirmed: true, at: expect.stringMatching(/^\d{4}-/) };
  expect(told.conversation.instagramComments[0]).toMatchObject({
    state: 'VISIBLE',
    history: [
      { ...done, action: 'HIDE' },
      { ...done, action: 'SHOW' },
      { ...done, action: 'REPLY', replyId: first.replyId },
    ],
  });
});
