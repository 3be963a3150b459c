import { describe, expect, it } from '@jest/globals';
import type { ShownChoice, ShownMessage } from '../plugins/sdk/index.js';
import { chat } from './terminal-chat.js';

const choices = [
  { id: 'information', title: 'Informasi' },
  { id: 'complaint', title: 'Pengaduan' },
];

async function* script(...lines: string[]) {
  yield* lines;
}

const silent = () => new Promise<readonly ShownMessage[]>(() => undefined);

describe('the terminal chat', () => {
  it('plays a script line by line, each after the reply to the one before, and taps by number', async () => {
    const said: [string, ShownChoice | undefined][] = [];
    const waiting: ((messages: ShownMessage[]) => void)[] = [];
    const person = {
      next: () => new Promise<readonly ShownMessage[]>((resolve) => waiting.push(resolve)),
      say: (words: string, tapped?: ShownChoice) => {
        said.push([words, tapped]);
        waiting.shift()?.([{ text: 'Pilih\n  1) Informasi\n  2) Pengaduan', choices }]);
        return Promise.resolve(null);
      },
    };
    let output = '';
    await chat({ person, input: script('Halo', '2', '3'), output: (text) => (output += text), scripted: true });
    expect(said).toEqual([
      ['Halo', undefined],
      ['2', choices[1]],
      ['3', undefined],
    ]);
    expect(output).toContain('  │   1) Informasi');
  });

  it('says what to do when the hub refuses or is not there', async () => {
    let output = '';
    const say = (words: string) =>
      words === 'Halo' ? Promise.resolve('Set the secret.') : Promise.reject(new Error());
    await chat({
      person: { next: silent, say },
      input: script('Halo', 'x'),
      output: (text) => (output += text),
      scripted: true,
    });
    expect(output).toContain('Set the secret.');
    expect(output).toContain('KANAL_URL');
  });
});
