import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { quietLog, testVault } from '../../test/kit/database.js';
import type { Principal } from '../../schema/index.js';
import { MediaAccess } from './domain/media-access.js';
import { createMediaRoute } from './media-route.js';

const minute = 60_000;
let now: number;
let valid: boolean;
let seen: string[];
let visible: boolean;
let server: Server;

const viewer: Principal = {
  subject: 'officer-1',
  role: 'officer',
  scopes: ['conversations:read'],
  tenant: 'kanal',
  tokenId: 't1',
  expiresAt: 4_000_000_000,
};
const conversation = { id: 'con-1', channelId: 'papan', participantId: null };
const loader = (found: () => unknown) => () => ({ load: () => Promise.resolve(found()) });
const access = () =>
  new MediaAccess({
    host: {},
    queries: {
      messageById: loader(() => ({ conversationId: 'con-1' })),
      byId: loader(() => (visible ? conversation : null)),
    } as never,
    vault: testVault(),
    database: { transaction: (work: (unit: object) => Promise<void>) => work({}) } as never,
    events: {
      append: (_unit: unknown, name: string, { actor }: { actor: string }) => {
        seen.push(`${name} ${actor}`);
        return Promise.resolve();
      },
    } as never,
    now: () => new Date(now),
  });

async function* bytes(): AsyncIterable<Buffer> {
  yield await Promise.resolve(Buffer.from('isi'));
}
let medium = { mimeType: 'application/pdf', size: 3, fileName: 'Surat "1"; x=é.pdf' as string | null, read: bytes };

beforeEach(async () => {
  [now, valid, visible, seen] = [Date.UTC(2026, 10, 21), true, true, []];
  medium = { ...medium, mimeType: 'application/pdf' };
  const route = createMediaRoute({
    access: access(),
    openMedia: (id) => Promise.resolve(id === 'msg-1' ? medium : null),
    visitors: { isValid: () => valid },
    log: quietLog,
  });
  server = createServer((request, response) => void route(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const get = (ticket: string | null, method = 'GET') =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/media/${ticket}`, { method });

describe('the address of a medium', () => {
  it('gives the bytes once the look is in the log, for saving where a browser must not show them', async () => {
    const answer = await get(access().ticket(viewer, 'msg-1'));
    expect([answer.status, await answer.text(), seen]).toEqual([200, 'isi', ['mediaViewed officer-1']]);
    expect(answer.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''Surat%20%221%22%3B%20x%3D%C3%A9.pdf",
    );
  });

  it('lives five minutes, and no longer than the token', async () => {
    const ticket = access().ticket(viewer, 'msg-1');
    now += 5 * minute - 1;
    expect((await get(ticket)).status).toBe(200);
    now += 1;
    expect((await get(ticket)).status).toBe(404);
    const short = access().ticket({ ...viewer, expiresAt: Math.floor(now / 1000) + 60 }, 'msg-1');
    now += minute;
    expect((await get(short)).status).toBe(404);
  });

  it.each<[string, () => void]>([
    ['whose token was revoked', () => (valid = false)],
    ['who may no longer see the conversation', () => (visible = false)],
  ])('is worth nothing to a viewer %s, and nothing is logged as seen', async (_name, change) => {
    const ticket = access().ticket(viewer, 'msg-1');
    change();
    expect((await get(ticket)).status).toBe(404);
    expect(seen).toEqual([]);
  });

  it('is none for nobody, for another medium, forged, or by another method', async () => {
    expect(access().ticket(null, 'msg-1')).toBeNull();
    expect((await get(access().ticket(viewer, 'msg-2'))).status).toBe(404);
    const sealed = testVault().seal({ messageId: 'msg-1', viewer, until: now + minute }, 'another purpose');
    for (const wrong of [Buffer.from(sealed, 'base64').toString('base64url'), 'x', ''])
      expect((await get(wrong)).status).toBe(404);
    expect((await get(access().ticket(viewer, 'msg-1'), 'POST')).status).toBe(405);
  });
});
