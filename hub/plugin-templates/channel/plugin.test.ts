import { describe, expect, it } from '@jest/globals';
import { formatReport, runConformance } from '../../../plugins/sdk/testing/index.js';
import { conformance } from './conformance.js';
import { manifest } from './manifest.js';
import { parse } from './parse.js';
import { toRequest } from './send.js';
import { refusal } from './simulator.js';

const parsed = (body: unknown) => parse(Buffer.from(JSON.stringify(body)));

describe('sample-channel', () => {
  it('keeps the contract', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const report = await runConformance(conformance, { seed });
    expect(report.passed ? '' : formatReport(report)).toBe('');
  });

  it('is what a hub finds in its folder', () => {
    expect(manifest.plugin.id).toBe('sample-channel');
  });

  it('reads a message with its sender and time', () => {
    const time = Date.parse('2026-11-21T03:00:00Z');
    const from = { id: 'p', name: 'Warga Contoh' };
    expect(parsed({ account: 'a', events: [{ type: 'message', id: '1', time, from, text: 'Halo' }] })).toEqual([
      {
        kind: 'message',
        accountKey: 'a',
        externalId: '1',
        at: new Date(time),
        sender: { key: 'p', name: 'Warga Contoh' },
        content: { kind: 'text', text: 'Halo' },
      },
    ]);
  });

  it('sends choices as buttons, with our id as reference', () => {
    const choices = [{ id: 'a', title: 'Ya' }];
    const content = { kind: 'choices', text: 'Pilih', choices, layout: 'buttons' } as const;
    const body = toRequest({ messageId: 'm1', recipient: { key: 'p' }, content, attempt: 1 });
    expect(body).toEqual({ to: 'p', reference: 'm1', text: 'Pilih', buttons: [{ id: 'a', title: 'Ya' }] });
    expect(refusal(body)).toBeNull();
  });
});
