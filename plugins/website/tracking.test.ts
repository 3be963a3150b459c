import { describe, expect, test } from '@jest/globals';
import type { HubClient } from '../sdk/index.js';
import { handOut, submit } from './testing/forms.js';
import { jsonOf, testBench, type TestBench } from './testing/requests.js';

describe('tracking', () => {
  const complaint = {
    ticket: 'K-7F3K-Q9XD',
    category: 'SERVICE',
    status: 'IN_PROGRESS',
    filedAt: '2026-11-20T03:00:00.000Z',
    updatedAt: '2026-11-20T04:00:00.000Z',
  };
  const execute = (_: string, { ticket, pin }: Readonly<Record<string, unknown>> = {}) => {
    const found = ticket === complaint.ticket && pin === '123456';
    return Promise.resolve({ data: { complaintByTicket: found ? complaint : null }, errors: [] });
  };
  const ask = async (bench: TestBench, ticket: string, pin: string, address?: string) => {
    const { token } = await handOut(bench, 'track');
    return submit(bench, { token, values: { ticket, pin } }, 'track', address);
  };

  test('shows where a complaint stands, in words, to who has ticket and pin', async () => {
    const bench = testBench({ hub: { execute } as unknown as HubClient });
    const answer = await ask(bench, ' K-7F3K-Q9XD ', '123456');
    expect(answer.status).toBe(200);
    expect(jsonOf(answer).lines).toEqual([
      { label: 'Ticket', value: 'K-7F3K-Q9XD' },
      { label: 'Status', value: 'Being handled' },
      { label: 'About', value: 'Service by staff' },
      { label: 'Received', value: expect.stringMatching(/20 November 2026.*10:00 WIB/) },
      { label: 'Last change', value: expect.stringMatching(/11:00 WIB/) },
    ]);
  });

  test('a wrong ticket and a wrong pin are answered alike, and a pin cannot be guessed from many addresses', async () => {
    const bench = testBench({ hub: { execute } as unknown as HubClient });
    const [ticket, pin] = [await ask(bench, 'K-0000-0000', '123456'), await ask(bench, 'K-7F3K-Q9XD', '000000')];
    expect([ticket.status, ticket.body]).toEqual([pin.status, pin.body]);
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await ask(bench, 'k-7f3k-q9xd', `00000${i}`, `198.51.100.${i}`)).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect((await ask(bench, 'K-7F3K-Q9XD', '123456', '198.51.100.99')).status).toBe(429);
  });

  test('faults of the hub are told as such', async () => {
    const broken = () => Promise.reject(new Error('down'));
    const bench = testBench({ hub: { execute: broken } as unknown as HubClient });
    expect((await ask(bench, 'K-7F3K-Q9XD', '123456')).status).toBe(503);
  });
});
