import { afterEach, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instagramWorld } from '../testing/world.js';
import { instagram } from '../plugin.js';
import { simulatedPerson } from './person.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

it('a person writes by the simulator, sees quick replies as numbers, taps one, and comments on a post', async () => {
  const bodies: string[] = [];
  const hub = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString())).on('end', () => response.end());
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => hub.close(resolve)));
  const webhookUrl = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  const world = await instagramWorld({ webhookUrl, now: Date.now });
  closers.push(() => world.meta.close());
  const person = await simulatedPerson(world.config(), webhookUrl, { key: '6000000000000009' });
  expect(await person.say('Halo')).toBeNull();
  expect(JSON.parse(bodies[0]!)).toMatchObject({ entry: [{ messaging: [{ message: { text: 'Halo' } }] }] });

  const waiting = person.next();
  const content = { kind: 'choices' as const, text: 'Pilih', choices: [{ id: 'info', title: 'Informasi' }] };
  const command = { messageId: 'm1', recipient: { key: '6000000000000009' }, content, attempt: 1 };
  await instagram.operational!.send!(command, world.context());
  const [shown] = await waiting;
  expect(shown).toEqual({ text: 'Pilih\n  1) Informasi', choices: [{ id: 'info', title: 'Informasi' }] });
  await person.say('1', shown!.choices[0]);
  expect(bodies[1]).toContain('"quick_reply":{"payload":"info"}');

  const body = JSON.stringify({ id: '6000000000000009', username: 'warga.contoh', words: 'Kapan buka?' });
  const commented = await fetch(`${world.meta.apiHost}/simulator/comments`, { method: 'POST', body });
  const { status, commentId } = (await commented.json()) as { status: number; commentId: string };
  expect(status).toBe(200);
  const change = { field: 'comments', value: { id: commentId, text: 'Kapan buka?', from: { id: '6000000000000009' } } };
  expect(JSON.parse(bodies[2]!)).toMatchObject({ entry: [{ changes: [change] }] });
});

it('nobody is played at Meta itself', async () => {
  const world = await instagramWorld();
  closers.push(() => world.meta.close());
  const config = world.config({ apiHost: 'https://graph.instagram.com' });
  await expect(simulatedPerson(config, 'http://127.0.0.1:1', {})).rejects.toBeInstanceOf(RangeError);
});
