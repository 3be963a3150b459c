import { describe, expect, it } from '@jest/globals';
import { FeedHistory } from './feed-history.js';

const bounds = { events: 3, bytes: 100 };
const payload = (text: string) => Buffer.from(text);
const texts = (backlog: readonly Buffer[] | undefined) => backlog?.map(String);

describe('the history of a feed', () => {
  it('tells what came after a cursor that it knows', () => {
    const history = new FeedHistory(undefined, bounds);
    for (const text of ['a', 'b', 'c']) history.add(text, payload(text));
    expect(texts(history.backlogFor('a'))).toEqual(['b', 'c']);
    expect(texts(history.backlogFor('c'))).toEqual([]);
    expect(history.backlogFor('other')).toBeUndefined();
  });

  it('forgets by number and by size, and says so by not knowing', () => {
    const history = new FeedHistory('0', bounds);
    history.add('a', payload('a'));
    expect(texts(history.backlogFor('0'))).toEqual(['a']);
    for (const text of ['b', 'c', 'd']) history.add(text, payload(text));
    expect([history.backlogFor('0'), history.backlogFor('a')]).toEqual([undefined, undefined]);
    expect(texts(history.backlogFor('b'))).toEqual(['c', 'd']);
    history.add('e', payload('e'.repeat(99)));
    expect(history.backlogFor('c')).toBeUndefined();
    expect(history.backlogFor('d')).toHaveLength(1);
  });

  it('forgets what is older than a minute', () => {
    let now = 0;
    const history = new FeedHistory(undefined, bounds, () => now);
    history.add('a', payload('a'));
    now = 30_000;
    history.add('b', payload('b'));
    now = 60_001;
    expect([history.backlogFor('a'), texts(history.backlogFor('b'))]).toEqual([undefined, []]);
  });

  it('serves one who wants what is new only when it began live itself', () => {
    expect(new FeedHistory(undefined, bounds).backlogFor(undefined)).toEqual([]);
    expect(new FeedHistory('0', bounds).backlogFor(undefined)).toBeUndefined();
  });

  it('passes over events without a cursor', () => {
    const history = new FeedHistory(undefined, bounds);
    history.add('a', payload('a'));
    history.add(undefined, payload('resync'));
    expect(texts(history.backlogFor('a'))).toEqual(['resync']);
  });
});
