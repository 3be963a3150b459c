import { describe, expect, it } from '@jest/globals';
import { degrade, type MessageContent } from '../../sdk/index.js';
import { capabilities } from '../capabilities.js';
import { toGraphMessage } from '../graph-message.js';
import { contentOf, render } from './terminal.js';

const body = (content: MessageContent) =>
  toGraphMessage({
    messageId: 'm',
    recipient: { key: '1' },
    attempt: 1,
    content: degrade(content, capabilities).content,
  });
const list: MessageContent = {
  kind: 'choices',
  text: 'Pilih layanan',
  choices: [
    { id: 'information', title: 'Informasi', description: 'Jam layanan' },
    { id: 'complaint', title: 'Pengaduan' },
  ],
};

describe('a message in the terminal', () => {
  it('shows lists as numbered choices and taps them as rows', () => {
    const shown = render(body(list));
    expect(shown.text).toBe('Pilih layanan\n  1) Informasi - Jam layanan\n  2) Pengaduan');
    expect(contentOf('2', shown.choices[1])).toMatchObject({ interactive: { list_reply: { id: 'complaint' } } });
    expect(contentOf('3')).toEqual({ type: 'text', text: { body: '3' } });
  });

  it('taps buttons as buttons', () => {
    const { choices } = render(body({ kind: 'choices', text: 'Ya?', choices: [{ id: 'yes', title: 'Ya' }] }));
    const tap = contentOf('1', choices[0]);
    expect(tap).toMatchObject({ interactive: { type: 'button_reply', button_reply: { id: 'yes' } } });
  });
});
