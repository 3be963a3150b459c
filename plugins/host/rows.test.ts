import { describe, expect, test } from '@jest/globals';
import { testVault } from '../../test/kit/database.js';
import type { InboundMessage } from '../sdk/index.js';
import { toInboxRow, toStoredInbound } from './rows.js';

const message: InboundMessage = {
  kind: 'message',
  accountKey: 'app',
  externalId: '1',
  at: new Date(0),
  sender: { key: 'par_a', participantId: 'par_a' },
  content: { kind: 'text', text: 'Halo' },
};

describe('a sender that is named as a participant', () => {
  test.each([
    ['no token', undefined, undefined],
    ["somebody else's token", 'par_b', undefined],
    ["the participant's own token", 'par_a', 'par_a'],
  ])('by %s', (_whose, signedIn, kept) => {
    const row = toInboxRow(testVault(), 'mobile-jkn', message, new Date(0), 0, signedIn);
    expect(toStoredInbound(testVault(), row).sender).toEqual({ key: 'par_a', ...(kept && { participantId: kept }) });
  });
});
