import { describe, expect, it } from '@jest/globals';
import { degrade, type MessageContent } from '../../sdk/index.js';
import { capabilities } from '../capabilities.js';
import { toGraphMessage } from '../graph-message.js';
import { answer, chat, render, type ChatLine } from './terminal-chat.js';

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

describe('the terminal chat', () => {
  it('shows lists as numbered choices and taps the one that is typed', () => {
    const shown = render(body(list));
    expect(shown.text).toBe('Pilih layanan\n  1) Informasi - Jam layanan\n  2) Pengaduan');
    expect(answer('2', shown.options)).toMatchObject({ interactive: { list_reply: { id: 'complaint' } } });
    expect(answer('3', shown.options)).toEqual({ type: 'text', text: { body: '3' } });
  });

  it('taps buttons as buttons', () => {
    const { options } = render(body({ kind: 'choices', text: 'Ya?', choices: [{ id: 'yes', title: 'Ya' }] }));
    expect(answer('1', options)).toMatchObject({ interactive: { type: 'button_reply', button_reply: { id: 'yes' } } });
  });

  it('plays a script line by line, each after the reply to the one before', async () => {
    const said: object[] = [];
    const waiting: ((messages: { sequence: number; body: Record<string, unknown> }[]) => void)[] = [];
    const line: ChatLine = {
      next: () => new Promise((resolve) => waiting.push(resolve)),
      say: (content) => {
        said.push(content);
        waiting.shift()?.([{ sequence: said.length, body: body(list) }]);
        return Promise.resolve(200);
      },
    };
    async function* script() {
      yield 'Halo';
      yield '1';
    }
    let output = '';
    await chat({ line, input: script(), output: (text) => (output += text), after: 0, scripted: true });
    expect(said).toMatchObject([{ type: 'text' }, { interactive: { list_reply: { id: 'information' } } }]);
    expect(output).toContain('  │   1) Informasi');
  });

  it('says what to do when the hub refuses', async () => {
    const line: ChatLine = { next: () => new Promise(() => undefined), say: () => Promise.resolve(401) };
    async function* script() {
      yield 'Halo';
    }
    let output = '';
    await chat({ line, input: script(), output: (text) => (output += text), after: 0, scripted: true });
    expect(output).toContain('WHATSAPP_PANDAWA_APP_SECRET');
  });
});
