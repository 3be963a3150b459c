import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signHmacSha256 } from '../../plugins/sdk/index.js';
import { testEnvironment } from '../kit/environment.js';
import { ask, data, eventually, subscribe, updatesCursor, webSocketClient } from '../kit/graphql-client.js';
import { createHubHome, startFailing, type HubHome, type HubProcess } from '../kit/hub-process.js';

let home: HubHome;
let hub: HubProcess;
let officer: string;

beforeAll(async () => {
  home = await createHubHome();
  hub = await home.start();
  officer = await home.token({ role: 'officer' });
});
afterAll(async () => {
  await hub.stop();
  await home.close();
});

const webhook = (body: string, signature?: string) =>
  fetch(`${hub.url}/webhooks/whatsapp-pandawa`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...(signature && { 'x-hub-signature-256': signature }) },
  });
const sign = (body: string) => signHmacSha256('dev-whatsapp-secret', body, 'sha256=');

const stored = async () =>
  (
    await data(
      hub.url,
      officer,
      '{ channel(id: "whatsapp-pandawa") { operational { ledger { received stored rejected duplicates } } } }',
    )
  ).channel.operational.ledger as { received: number; stored: number; rejected: number; duplicates: number };

describe('webhooks', () => {
  test('the signature rule is Meta’s', () => {
    expect(signHmacSha256('secret', 'test', 'sha256=')).toBe(
      'sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914',
    );
  });

  test('missing, wrong and stale signatures answer 401 and store nothing', async () => {
    const before = await stored();
    const old = Math.floor(Date.now() / 1000) - 40 * 86_400;
    const stale = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: 'w',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { phone_number_id: '100000000000001' },
                messages: [
                  {
                    from: '6289900000001',
                    id: 'wamid.old',
                    timestamp: String(old),
                    type: 'text',
                    text: { body: 'tua' },
                  },
                ],
              },
            },
          ],
        },
      ],
    });
    expect((await webhook('{}')).status).toBe(401);
    expect((await webhook('{}', 'sha256=00')).status).toBe(401);
    expect((await webhook('{}', sign('{ }'))).status).toBe(401);
    expect((await webhook(stale, sign(stale))).status).toBe(401);
    expect((await stored()).stored).toBe(before.stored);
  });

  test('broken JSON answers 400 as JSON, an oversized body 413', async () => {
    const broken = await webhook('{"object":', sign('{"object":'));
    expect(broken.status).toBe(400);
    expect(broken.headers.get('content-type')).toMatch(/json/);
    const large = `"${'x'.repeat(4 * 1024 * 1024)}"`;
    const answer = await webhook(large, sign(large)).catch(() => undefined);
    expect(answer?.status ?? 413).toBe(413);
  });

  test('an unknown message type is stored and acknowledged', async () => {
    const before = await stored();
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: 'w',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { phone_number_id: '100000000000001' },
                messages: [
                  {
                    from: '6289900000002',
                    id: 'wamid.hologram',
                    timestamp: String(Math.floor(Date.now() / 1000)),
                    type: 'hologram',
                    hologram: {},
                  },
                ],
              },
            },
          ],
        },
      ],
    });
    expect((await webhook(body, sign(body))).status).toBe(200);
    expect((await stored()).stored).toBe(before.stored + 1);
  });
});

describe('GraphQL', () => {
  const code = async (query: string, variables?: object, token: string | undefined = officer) =>
    (await ask(hub.url, token, query, variables)).errors?.[0]?.extensions.code;

  test('bad requests have clean codes', async () => {
    expect(await code('{ nonsense }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await code('{ viewer {')).toBe('GRAPHQL_PARSE_FAILED');
    expect(await code('{ complaints(first: 1000000000) { totalCount } }')).toBe('BAD_USER_INPUT');
    expect(await code('{ complaints(first: 0) { totalCount } }')).toBe('BAD_USER_INPUT');
    expect(await code('{ complaints(after: "forged") { totalCount } }')).toBe('BAD_USER_INPUT');
    expect(await code('query($id: ID!) { complaint(id: $id) { id } }', { id: { $ne: null } })).toBe('BAD_USER_INPUT');
    expect(
      await code('query($f: ComplaintFilter) { complaints(filter: $f) { totalCount } }', {
        f: { regions: [{ $gt: '' }] },
      }),
    ).toBe('BAD_USER_INPUT');
    expect(
      await code('query($f: ComplaintFilter) { complaints(filter: $f) { totalCount } }', { f: { regions: ['.*'] } }),
    ).toBe('BAD_USER_INPUT');
    expect(await code('{ viewer { role } }', undefined, '')).toBe('UNAUTHENTICATED');
    expect(await code('{ viewer { role } }', undefined, 'not.a.token')).toBe('UNAUTHENTICATED');
    const analyst = await home.token({ role: 'analyst' });
    expect(await code('{ complaints { totalCount } }', undefined, analyst)).toBe('FORBIDDEN');
  });

  test('_entities cannot be reached from outside, with whatever key', async () => {
    const query = 'query($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
    expect(await code(query, { r: [{ __typename: 'Complaint', id: { $ne: null } }] })).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  test('one mutation lists every problem at once, and a repeated one makes one complaint', async () => {
    const mutation = `mutation($input: FileComplaintInput!) { fileComplaint(input: $input) { __typename
      ... on ValidationFailed { problems { field } } ... on ComplaintFiled { repeated pin complaint { id } } } }`;
    const bad = await data(hub.url, officer, mutation, {
      input: { idempotencyKey: 'x', channelId: ' ', category: 'NONSENSE', description: '', region: 'Pontianak' },
    });
    expect(bad.fileComplaint.problems.map(({ field }: { field: string }) => field).sort()).toEqual([
      'category',
      'channel',
      'description',
      'idempotencyKey',
      'region',
    ]);
    const good = {
      input: {
        idempotencyKey: 'one-complaint',
        channelId: 'whatsapp-pandawa',
        category: 'CLAIM',
        description: 'Contoh.',
        region: '61.71',
      },
    };
    const answers = await Promise.all(Array.from({ length: 5 }, () => data(hub.url, officer, mutation, good)));
    expect(new Set(answers.map(({ fileComplaint }) => fileComplaint.complaint.id)).size).toBe(1);
    expect(answers.filter(({ fileComplaint }) => !fileComplaint.repeated)).toHaveLength(1);
  });

  test('a change that somebody else overtook is refused with the reason', async () => {
    const filed = await data(
      hub.url,
      officer,
      'mutation($input: FileComplaintInput!) { fileComplaint(input: $input) { ... on ComplaintFiled { complaint { id version } } } }',
      {
        input: {
          idempotencyKey: 'overtaken-1',
          channelId: 'whatsapp-pandawa',
          category: 'CLAIM',
          description: 'Contoh.',
          region: '61.71',
        },
      },
    );
    const { id, version } = filed.fileComplaint.complaint;
    const verify = `mutation($input: VerifyComplaintInput!) { verifyComplaint(input: $input) { __typename ... on NotAllowedNow { message } } }`;
    const answers = await Promise.all(
      [1, 2, 3].map(() => data(hub.url, officer, verify, { input: { complaintId: id, expectedVersion: version } })),
    );
    const names = answers.map(({ verifyComplaint }) => verifyComplaint.__typename).sort();
    expect(names).toEqual(['ComplaintUpdated', 'NotAllowedNow', 'NotAllowedNow']);
    const unknown = await data(hub.url, officer, verify, { input: { complaintId: 'cmp_unknown' } });
    expect(unknown.verifyComplaint.__typename).toBe('NotFound');
  });

  test('bad operations on a WebSocket are refused one by one and leave the good one on the same socket alone', async () => {
    const client = webSocketClient(hub.url, officer);
    const open = (query: string, variables?: Record<string, unknown>) =>
      subscribe<{ complaintUpdates: { kind: string } }>(hub.url, officer, query, variables, client);
    const updates =
      'subscription($after: Cursor) { complaintUpdates(after: $after) { ... on ComplaintChanged { kind cursor } } }';
    const good = open(updates, { after: await updatesCursor(hub.url, officer) });
    const refused = [
      open(updates, { after: 'Zm9yZ2VkLWN1cnNvci1vZi1zb21lLWxlbmd0aA' }),
      open(updates, { after: { $gt: '' } }),
      open('subscription { complaintUpdates {'),
      open('subscription { complaintUpdates { nonsense } }'),
    ];
    const codes = await eventually(
      () => Promise.resolve(refused.map((each) => each.refusal()?.[0])),
      (each) => each.every((code) => code !== undefined),
    );
    expect(codes).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);
    const input = {
      idempotencyKey: 'after-bad-cursor',
      channelId: 'whatsapp-pandawa',
      category: 'CLAIM',
      description: 'Contoh.',
      region: '61.71',
    };
    await data(
      hub.url,
      officer,
      'mutation($input: FileComplaintInput!) { fileComplaint(input: $input) { __typename } }',
      { input },
    );
    // The cursor may stand a moment before the last change of the test before.
    const kinds = () => Promise.resolve(good.received.map(({ complaintUpdates }) => complaintUpdates.kind));
    await eventually(kinds, (each) => each.includes('FILED'));
    expect(good.refusal()).toBeUndefined();
    await client.dispose();
  });

  test('a foreign cursor is refused: another viewer’s rights are not its own', async () => {
    const partner = await home.token({ role: 'partner', regions: ['61.71'] });
    const foreign = subscribe(
      hub.url,
      partner,
      'subscription($after: Cursor) { complaintUpdates(after: $after) { __typename } }',
      {
        after: await updatesCursor(hub.url, officer),
      },
    );
    await eventually(
      () => Promise.resolve(foreign.refusal()),
      (codes) => codes?.[0] === 'BAD_USER_INPUT',
    );
    await foreign.close();
  });
});

describe('starting', () => {
  test('a taken port, a locked data folder and an unreadable configuration each give one clear line', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    const other = await createHubHome();
    const taken = await startFailing({ KANAL_DATA: other.folder, KANAL_PORT: String(port) });
    expect(taken).toMatchObject({
      code: 1,
      errors: expect.stringMatching(new RegExp(`${port}.*KANAL_PORT|KANAL_PORT.*${port}`)) as unknown,
    });
    expect(taken.errors.trim().split('\n')).toHaveLength(1);
    blocker.close();

    if (testEnvironment.mongoUri === undefined) {
      const locked = await startFailing({ KANAL_DATA: home.folder, KANAL_PORT: '0' });
      expect(locked.code).toBe(1);
      expect(locked.errors.trim().split('\n')).toHaveLength(1);
      expect(locked.errors).toMatch(/in use|another process/i);
    }

    const faulty = await startFailing({ KANAL_PORT: 'many', KANAL_LOG_LEVEL: 'loud', NODE_ENV: 'production' });
    expect(faulty.code).toBe(1);
    for (const name of ['KANAL_PORT', 'KANAL_LOG_LEVEL']) expect(faulty.errors).toContain(name);

    const manifest = join(other.folder, 'operations.json');
    await writeFile(manifest, JSON.stringify({ ['0'.repeat(64)]: '{ __typename }' }));
    const unsure = await startFailing({ KANAL_DATA: other.folder, KANAL_PORT: '0', KANAL_OPERATIONS: manifest });
    expect(unsure).toMatchObject({ code: 1, errors: expect.stringContaining('must be the SHA-256') as unknown });
    expect(unsure.errors.trim().split('\n')).toHaveLength(1);
    await other.close();
  });
});
