import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scopesByRole } from '../../../schema/index.js';
import type { HubClient } from '../../sdk/index.js';
import { Moderators, mutations, officer, viewer } from '../testing/moderators.js';
import { keptActs, stateOf, withAct, type Act, type CommentRecord } from './comment-record.js';
import { graph } from './extension.js';

let at: Moderators;
beforeAll(async () => (at = await Moderators.start()));
afterAll(() => at.close());

describe('an officer', () => {
  it('hides, shows, answers and deletes a comment, and the record tells who did it and when', async () => {
    const id = at.commented();
    const now = new Date(at.world.clock.now());
    expect(await at.act('hide', id)).toMatchObject({
      __typename: 'InstagramCommentChanged',
      comment: {
        id,
        state: 'HIDDEN',
        history: [{ action: 'HIDE', by: 'petugas-officer', at: now, isConfirmed: true }],
      },
      replyId: null,
      repeated: false,
    });
    expect(await at.act('reply', id)).toMatchObject({
      code: 'COMMENT_HIDDEN',
      message: expect.stringContaining('Show'),
    });
    expect(await at.act('show', id)).toMatchObject({ comment: { state: 'VISIBLE' } });
    const replied = await at.act('reply', id, { text: '  Kantor buka pukul 08.00. ' });
    expect(replied).toMatchObject({ comment: { state: 'VISIBLE' }, replyId: expect.stringMatching(/^\d+$/) });
    expect(await at.act('delete', id, {}, at.contextOf(viewer('admin', scopesByRole.admin)))).toMatchObject({
      comment: { state: 'DELETED' },
    });
    expect(await at.act('show', id)).toMatchObject({ __typename: 'InstagramCommentRefused', code: 'COMMENT_DELETED' });
    expect(at.actsAt(id).map(({ action, body }) => [action, body])).toEqual([
      ['POST', { hide: true }],
      ['POST', { hide: false }],
      ['POST replies', { message: 'Kantor buka pukul 08.00.' }],
      ['DELETE', {}],
    ]);
    expect(await at.recorded(id)).toMatchObject({
      state: 'DELETED',
      history: [{ action: 'HIDE' }, { action: 'SHOW' }, { replyId: replied.replyId }, { by: 'petugas-admin' }],
    });
    expect(await at.recorded(at.commented())).toBeNull();
  });

  it('is told everything that is wrong, and Instagram is not asked', async () => {
    const calls = at.world.meta.calls.length;
    expect(await at.act('reply', '../me', { text: ' ', idempotencyKey: '' })).toMatchObject({
      __typename: 'ValidationFailed',
      problems: [{ field: 'commentId' }, { field: 'idempotencyKey' }, { field: 'text' }],
    });
    for (const text of ['x'.repeat(2201), 'NIK 6171 0145 0190 9001', 'Kartu 0001234567891.'])
      expect(await at.act('reply', '1', { text })).toMatchObject({ problems: [{ field: 'text' }] });
    expect(at.world.meta.calls.length).toBe(calls);
    expect(await at.act('reply', at.commented(), { text: 'Hubungi 165 atau 0811-8165-165.' })).toMatchObject({
      replyId: expect.any(String),
    });
  });
});

describe('who may not', () => {
  const nobody = [
    null,
    viewer('participant', scopesByRole.participant, { participant: 'par_1' }),
    viewer('partner', scopesByRole.partner),
    viewer('analyst', scopesByRole.analyst),
    viewer('channel', scopesByRole.channel),
    viewer('employer', scopesByRole.employer),
  ];

  it.each(nobody.map((who) => [who?.role ?? 'nobody', who] as const))(
    '%s is refused with the standard error',
    async (_role, who) => {
      const calls = at.world.meta.calls.length;
      const code = who ? 'FORBIDDEN' : 'UNAUTHENTICATED';
      const id = at.commented();
      for (const action of mutations)
        await expect(at.act(action, id, {}, at.contextOf(who))).rejects.toMatchObject({ name: 'GraphFault', code });
      await expect(at.recorded(id, who)).rejects.toMatchObject({ code });
      const list = graph.resolvers['Conversation']!['instagramComments']!;
      await expect(list({ id: 'cnv_1', channelId: 'instagram' }, {}, at.contextOf(who))).rejects.toMatchObject({
        code,
      });
      expect(at.world.meta.calls.length).toBe(calls);
    },
  );

  it('an officer whose token was given less, nor a participant whose token was given more', async () => {
    const reading = viewer('officer', ['conversations:read']);
    await expect(at.act('hide', at.commented(), {}, at.contextOf(reading))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await at.recorded(at.commented(), reading)).toBeNull();
    const more = viewer('participant', scopesByRole.officer, { participant: 'par_1' });
    await expect(at.act('hide', at.commented(), {}, at.contextOf(more))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a refusal of Instagram', () => {
  it.each([
    ['COMMENT_NOT_FOUND', { code: 100, subcode: 33 }, null],
    ['ACCOUNT_BLOCKED', { code: 190, status: 401 }, null],
    ['ACCOUNT_BLOCKED', { code: 200, status: 403 }, null],
    ['RATE_LIMITED', { code: 4 }, 60],
    ['UNAVAILABLE', { code: 2, status: 500 }, 60],
    ['REFUSED', { code: 100 }, null],
  ])('is %s for %j, in the words of the hub', async (code, error, retryAfter) => {
    at.world.meta.fail({ kind: 'error', message: 'warga.contoh said IGAA-very-secret', ...error });
    const answer = await at.act('hide', at.commented());
    expect(answer).toMatchObject({ __typename: 'InstagramCommentRefused', code, retryAfter });
    expect(JSON.stringify(answer)).not.toMatch(/warga|IGAA|#|OAuth|fbtrace/);
  });

  it('comes for comments under live videos and for those that are not there; without a network it passes', async () => {
    expect(await at.act('reply', at.commented(true))).toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('live'),
    });
    expect(await at.act('hide', '999')).toMatchObject({ code: 'COMMENT_NOT_FOUND' });
    const context = at.contextOf(officer, {}, { apiHost: 'http://127.0.0.1:47' });
    expect(await at.act('hide', at.commented(), {}, context)).toMatchObject({ code: 'UNAVAILABLE', retryAfter: 60 });
  });
});

describe('the comments of a conversation', () => {
  const hubWith = (externalIds: readonly (string | null)[]): HubClient => ({
    execute: <Data>() => {
      const edges = externalIds.map((externalId) => ({ node: { externalId } }));
      return Promise.resolve({ data: { conversation: { messages: { edges } } } as Data, errors: [] });
    },
  });
  const list = (hub: HubClient) =>
    graph.resolvers['Conversation']!['instagramComments']!(
      { id: 'cnv_1', channelId: 'instagram' },
      {},
      at.contextOf(officer, { hub }),
    );

  it('are found among its messages, each once, with what was done to them', async () => {
    const [first, second] = [at.commented(), at.commented()];
    await at.act('hide', second);
    const hub = hubWith([first, null, 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE', second, first]);
    expect(await list(hub)).toMatchObject([
      { id: first, state: 'VISIBLE', history: [] },
      { id: second, state: 'HIDDEN', history: [{ action: 'HIDE' }] },
    ]);
    expect(await list(hubWith([null, 'mid.$cAAJ']))).toEqual([]);
  });

  it('are not told when the hub refuses, and no answer says why beyond the code', async () => {
    const failing = (code: string): HubClient => ({
      execute: () => Promise.resolve({ data: null, errors: [{ code, message: 'Rahasia' }] }),
    });
    await expect(list(failing('FORBIDDEN'))).rejects.toMatchObject({ name: 'GraphFault', code: 'FORBIDDEN' });
    await expect(list(failing('INTERNAL'))).rejects.toThrow(/^the hub did not give/);
  });

  it('know their post, which Instagram is asked for once', async () => {
    const mediaOf = (id: string) => graph.resolvers['InstagramComment']!['mediaId']!({ id }, {}, at.contextOf(officer));
    const id = at.commented();
    const calls = at.world.meta.calls.length;
    expect([await mediaOf(id), await mediaOf(id)]).toEqual(['17900000000000001', '17900000000000001']);
    expect([await mediaOf('998'), await mediaOf('998')]).toEqual([null, null]);
    expect(at.world.meta.calls.length).toBe(calls + 2);
    at.world.meta.fail({ kind: 'cut' });
    const other = at.commented();
    expect([await mediaOf(other), await mediaOf(other)]).toEqual([null, '17900000000000001']);
  });
});

describe('a long record', () => {
  it('keeps the last change of the state, whatever comes after it', () => {
    const one = (action: Act['action'], id: number): Act => ({
      id: String(id),
      digest: '',
      action,
      by: 'p',
      at: id,
      outcome: 'DONE',
    });
    let record: CommentRecord = { commentId: '1', acts: [one('SHOW', 1), one('HIDE', 2)] };
    for (let id = 3; id < 500; id += 1) record = withAct(record, one('REPLY', id));
    expect(record.acts).toHaveLength(keptActs);
    expect([record.acts[0]!.id, record.acts.at(-1)!.id]).toEqual(['2', '499']);
    expect(stateOf(record, new Date(1_000))).toBe('HIDDEN');
  });
});
