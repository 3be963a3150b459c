import { afterAll, beforeAll, expect, it, describe } from '@jest/globals';
import type { PluginStorage } from '../../sdk/index.js';
import { Moderators, officer, viewer } from '../testing/moderators.js';

let at: Moderators;
beforeAll(async () => (at = await Moderators.start()));
afterAll(() => at.close());

describe('the same key', () => {
  it('answers once, also when it is sent many times at once', async () => {
    const id = at.commented();
    const input = { idempotencyKey: 'satu-kunci' };
    const all = await Promise.all(Array.from({ length: 8 }, () => at.act('reply', id, input)));
    const again = await at.act('reply', id, input);
    expect(at.actsAt(id)).toHaveLength(1);
    expect(again).toMatchObject({ __typename: 'InstagramCommentChanged', repeated: true });
    expect(all.filter(({ repeated }) => !repeated)).toMatchObject([{ replyId: again.replyId }]);
    for (const each of all.filter(({ repeated }) => repeated))
      expect(each).toMatchObject({
        __typename: 'InstagramCommentUnclear',
        message: expect.stringContaining('same key'),
      });
    expect(await at.recorded(id)).toMatchObject({ history: { length: 1 } });
  });

  it('never means something else on one comment, and is another key to another officer', async () => {
    const id = at.commented();
    const input = { idempotencyKey: 'satu-kunci' };
    await at.act('reply', id, input);
    for (const other of [at.act('reply', id, { ...input, text: 'Lain.' }), at.act('hide', id, input)])
      expect(await other).toMatchObject({ problems: [{ field: 'idempotencyKey' }] });
    expect(await at.act('reply', id, input, at.contextOf(viewer('supervisor', officer.scopes)))).toMatchObject({
      repeated: false,
    });
    expect(at.actsAt(id)).toHaveLength(2);
  });

  it('is not sent again after an unclear end, whatever it was', async () => {
    const id = at.commented();
    at.world.meta.fail({ kind: 'cut' }, { kind: 'gateway-error', carriedOut: true });
    for (const action of ['reply', 'hide'] as const) {
      const input = { idempotencyKey: `kunci-${action}` };
      expect(await at.act(action, id, input)).toMatchObject({ __typename: 'InstagramCommentUnclear', repeated: false });
      const again = await at.act(action, id, input);
      expect(again).toMatchObject({
        __typename: 'InstagramCommentUnclear',
        repeated: true,
        message: expect.stringContaining('new key'),
      });
    }
    expect(at.actsAt(id)).toHaveLength(2);
    expect(await at.recorded(id)).toMatchObject({
      state: 'UNCLEAR',
      history: [{ isConfirmed: false }, { isConfirmed: false }],
    });
    expect(await at.act('hide', id)).toMatchObject({ comment: { state: 'HIDDEN' } });
  });

  it('is told in time when Instagram hangs, and stays unclear', async () => {
    const id = at.commented();
    at.world.meta.fail({ kind: 'hang' });
    const input = { idempotencyKey: 'satu-kunci' };
    const end = await at.act('reply', id, input, at.contextOf(officer, { signal: AbortSignal.timeout(100) }));
    expect(end).toMatchObject({ __typename: 'InstagramCommentUnclear', repeated: false });
    expect(await at.act('reply', id, input)).toMatchObject({ __typename: 'InstagramCommentUnclear', repeated: true });
    expect(at.actsAt(id)).toHaveLength(1);
  });

  it('stays unclear when the process was killed in between, and holds up other changes no longer than a call lasts', async () => {
    const id = at.commented();
    const died: PluginStorage = {
      ...at.storage,
      put: (key, value, options) =>
        options?.expected ? new Promise(() => undefined) : at.storage.put(key, value, options),
    };
    const input = { idempotencyKey: 'satu-kunci' };
    void at.act('hide', id, input, at.contextOf(officer, { storage: died }));
    while (at.actsAt(id).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await at.act('hide', id, input)).toMatchObject({ message: expect.stringContaining('being carried out') });
    expect(await at.act('show', id)).toMatchObject({ code: 'BUSY', retryAfter: 5 });
    at.world.clock.advance(10_001);
    expect(await at.act('hide', id, input)).toMatchObject({
      comment: { state: 'UNCLEAR' },
      message: expect.stringContaining('new key'),
    });
    expect(await at.act('show', id)).toMatchObject({ comment: { state: 'VISIBLE' } });
    expect(at.actsAt(id)).toHaveLength(2);
  });

  it('is free again after a refusal, because nothing was done', async () => {
    const id = at.commented();
    at.world.meta.fail({ kind: 'error', code: 613, retryAfter: 7 });
    const input = { idempotencyKey: 'satu-kunci' };
    expect(await at.act('reply', id, input)).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 7 });
    expect(await at.recorded(id)).toBeNull();
    expect(await at.act('reply', id, input)).toMatchObject({ __typename: 'InstagramCommentChanged', repeated: false });
  });
});
