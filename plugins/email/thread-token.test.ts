import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { configWith } from './testing/world.js';
import {
  answeredMessage,
  messageIdHeader,
  messageOf,
  ownMessage,
  replyAddress,
  subjectTag,
  tokenOf,
} from './thread-token.js';

const config = configWith();
const nothing = { inReplyTo: [], references: [], recipients: [], subject: '' };

describe('thread tokens', () => {
  it('give back any id, whatever its letters', () => {
    for (const id of [randomUUID(), 'm-1', 'Surat/ä€🙂', 'x', 'u2', '0']) {
      expect(messageOf(tokenOf(id, config), config)).toBe(id);
      expect(ownMessage(messageIdHeader(id, config).toUpperCase().replace('TICKET', 'ticket'), config)).toBe(id);
    }
  });

  it('are refused with one letter changed, and under another secret', () => {
    const token = tokenOf(randomUUID(), config);
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'b' ? 'c' : 'b';
      expect(messageOf(token.slice(0, i) + other + token.slice(i + 1), config)).toBeNull();
    }
    expect(messageOf(token, configWith({ threadSecret: 'another-secret-of-tests' }))).toBeNull();
  });

  it('of another domain are strangers', () => {
    const id = messageIdHeader('m-1', config);
    expect(ownMessage(id.replace('jkn.example', 'palsu.example'), config)).toBeNull();
  });

  it('stay out of the address where it would grow too long', () => {
    expect(replyAddress(randomUUID(), config)).toMatch(/^layanan\+u[a-z2-7]{26}-[a-z2-7]{16}@jkn\.example$/);
    expect(replyAddress('x'.repeat(60), config)).toBe('layanan@jkn.example');
  });
});

describe('the answered message', () => {
  const own = messageIdHeader('m-1', config);
  const strange = '<abc@warga.example>';

  it('is found by each sign', () => {
    expect(answeredMessage({ ...nothing, inReplyTo: [own] }, config)).toBe(own);
    expect(answeredMessage({ ...nothing, inReplyTo: [strange], references: [strange, own, strange] }, config)).toBe(
      own,
    );
    expect(answeredMessage({ ...nothing, recipients: [replyAddress('m-1', config)] }, config)).toBe(own);
    expect(answeredMessage({ ...nothing, subject: `Re: AW: ${subjectTag('m-1', config)}` }, config)).toBe(own);
  });

  it('is the latest of ours in References', () => {
    const later = messageIdHeader('m-2', config);
    expect(answeredMessage({ ...nothing, references: [own, later] }, config)).toBe(later);
  });

  it('is a stranger only when nothing of ours is named', () => {
    const forged = subjectTag('m-1', configWith({ threadSecret: 'another-secret-of-tests' }));
    expect(answeredMessage({ ...nothing, inReplyTo: [strange], subject: forged }, config)).toBe(strange);
    expect(answeredMessage({ ...nothing, subject: forged }, config)).toBeUndefined();
  });
});
