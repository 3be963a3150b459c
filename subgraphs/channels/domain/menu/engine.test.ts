import { describe, expect, test } from '@jest/globals';
import type { InboundContent } from '../../../../plugins/sdk/index.js';
import { exampleMenu as menu } from '../../testing/example-menu.js';
import { loadRegencies } from '../regions/regency-finder.js';
import { detectLanguage, step, type MenuFacts, type MenuState, type MenuStep } from './index.js';

const regencies = loadRegencies();
const facts: MenuFacts = {
  participant: true,
  region: '61.71',
  today: '2026-11-20',
  language: 'id',
  languageOnRecord: false,
  reference: 'R-1',
  findRegencies: (text) => regencies.find(text),
};
const text = (value: string): InboundContent => ({ kind: 'text', text: value });
const tap = (id: string): InboundContent => ({ kind: 'choice', id, title: 'any' });

/** Plays a conversation and gives its last step. */
function play(inputs: readonly (InboundContent | string)[], given: Partial<MenuFacts> = {}): MenuStep {
  let state: MenuState | null = null;
  let last: MenuStep | undefined;
  for (const input of inputs) {
    last = step(menu, state, typeof input === 'string' ? text(input) : input, { ...facts, ...given });
    state = last.state;
  }
  return last!;
}
const said = (result: MenuStep) => result.replies.map((reply) => ('text' in reply ? reply.text : reply.kind));

describe('the automatic first reply', () => {
  test('is one message with the greeting and the service menu, in the language of the participant', () => {
    const { replies, effects } = play(['Selamat pagi, saya mau tanya']);
    expect(effects).toEqual([]);
    expect(replies).toHaveLength(1);
    expect(replies[0]).toMatchObject({
      kind: 'choices',
      text: 'Selamat datang.\n\nSilakan pilih layanan.',
      button: 'Pilih layanan',
    });
    expect(play(['Hello, I need help please']).replies[0]).toMatchObject({
      text: 'Welcome.\n\nPlease choose a service.',
    });
  });

  test('falls back to the known language when the message does not tell', () => {
    expect(said(play(['👍'], { language: 'en' }))[0]).toContain('Welcome');
  });

  test('keeps to the language on record unless a whole sentence is in the other', () => {
    const onRecord = { language: 'en', languageOnRecord: true } as const;
    expect(said(play(['Halo'], onRecord))[0]).toContain('Welcome');
    expect(said(play(['Selamat pagi, saya ingin tanya'], onRecord))[0]).toContain('Selamat datang');
  });

  test('follows a tap on an older message at once', () => {
    expect(said(play([tap('complaint')]))).toEqual(['Selamat datang.\n\nKeluhan tentang apa?']);
  });
});

describe('choosing', () => {
  test.each([['2'], ['2.'], ['Pengaduan'], ['complaint'], ['saya mau pengaduan'], [' PENGADUAN! ']])(
    '%s opens the complaint',
    (input) => {
      expect(play(['halo', input]).state).toMatchObject({ node: 'complaint', path: ['complaint'] });
    },
  );

  test('a key on a telephone, a tapped row and a label lead to the same place', () => {
    const states = [{ kind: 'keypad', digits: '1' } as const, tap('information'), 'informasi'].map(
      (input) => play(['halo', input]).state,
    );
    expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(1);
  });

  test('what nobody offered is said so, and the choices are shown again', () => {
    expect(said(play(['halo', 'qwerty']))).toEqual(['Pilihan tidak dikenal.\n\nSilakan pilih layanan.']);
    expect(said(play(['halo', tap('complaint:category:QUEUE')]))[0]).toContain('Pilihan tidak dikenal.');
  });

  test('a voice note cannot be read, a reaction needs no answer', () => {
    expect(said(play(['halo', { kind: 'media', media: 'audio', voice: true }]))[0]).toContain('belum bisa membaca');
    expect(play(['halo', { kind: 'reaction', to: 'x', emoji: '👍' }]).replies).toEqual([]);
  });

  test('an article without a way on leads back to the choices it came from', () => {
    const result = play(['halo', '1', '1']);
    expect(result.effects).toEqual([{ type: 'article', id: 'contribution' }]);
    expect(said(result)[0]).toBe('Iuran\n\nIuran dibayar paling lambat tanggal 10.\n\nInformasi apa?');
    expect(result.state.node).toBe('information');
  });

  test('the language can be changed by word and by choice', () => {
    const byWord = play(['halo', 'English']);
    expect(byWord.state.language).toBe('en');
    expect(said(byWord)).toEqual(['Please choose a service.']);
    expect(play(['halo', '5'])).toMatchObject({
      state: { language: 'en' },
      effects: [{ type: 'setLanguage', language: 'en' }],
    });
  });

  test('closing ends the menu, and the next message begins anew', () => {
    expect(play(['halo', '9'])).toMatchObject({ state: { mode: 'CLOSED' }, effects: [{ type: 'close' }] });
    expect(said(play(['halo', '9', 'halo']))[0]).toContain('Selamat datang.');
  });
});

describe('the complaint script', () => {
  test('of a participant whose region is known asks category and description only', () => {
    const result = play([
      'halo',
      tap('complaint'),
      tap('complaint:category:QUEUE'),
      'Antrean sangat panjang sejak pagi',
    ]);
    expect(result.effects).toEqual([
      { type: 'fileComplaint', category: 'QUEUE', description: 'Antrean sangat panjang sejak pagi', region: '61.71' },
    ]);
    expect(said(result)).toEqual(['Keluhan dicatat.']);
    expect(result.state).toMatchObject({ node: 'start', script: null, path: [] });
  });

  test('of a stranger asks for the regency, and offers both when a name means two', () => {
    const asked = play(['halo', '2', '1', 'Bogor'], { region: null });
    expect(asked.replies[0]).toMatchObject({
      kind: 'choices',
      choices: [
        { id: 'complaint:region:32.01', title: 'Kabupaten Bogor' },
        { id: 'complaint:region:32.71', title: 'Kota Bogor' },
      ],
    });
    for (const answer of [tap('complaint:region:32.71'), '2', 'kota bogor', '32.71']) {
      const done = play(['halo', '2', '1', 'Bogor', answer, 'Antrean panjang sekali'], { region: null });
      expect(done.effects).toMatchObject([{ type: 'fileComplaint', region: '32.71' }]);
    }
    expect(said(play(['halo', '2', '1', 'Atlantis'], { region: null }))[0]).toContain('tidak dikenal');
  });

  test('refuses a description that is too short and asks again', () => {
    expect(said(play(['halo', '2', '1', 'pendek']))).toEqual(['Minimal 10 huruf.\n\nCeritakan keluhan Anda.']);
  });

  test('a second tap on the entry or on an answer loses nothing', () => {
    const before = play(['halo', tap('complaint'), tap('complaint:category:QUEUE')]);
    for (const again of [tap('complaint'), tap('complaint:category:QUEUE')]) {
      const result = step(menu, before.state, again, facts);
      expect(result.state).toEqual(before.state);
      expect(said(result)).toEqual(['Ceritakan keluhan Anda.']);
    }
  });

  test('batal gives it up, menu and 0 lead back', () => {
    expect(said(play(['halo', '2', '1', 'batal']))).toEqual(['Dibatalkan.\n\nSilakan pilih layanan.']);
    for (const word of ['menu', '0', 'MENU']) {
      expect(play(['halo', '2', '1', word]).state).toMatchObject({ node: 'start', script: null });
    }
  });

  test('a photo with a caption is a description', () => {
    const photo: InboundContent = { kind: 'media', media: 'image', caption: 'Antrean sampai ke jalan' };
    expect(play(['halo', '2', '1', photo]).effects).toMatchObject([{ description: 'Antrean sampai ke jalan' }]);
  });
});

describe('the registration script', () => {
  const toNumber = ['halo', '3', '6171014101900001', '01/01/1990'];

  test('checks pattern, date and number, and opens a request with all answers', () => {
    expect(said(play(['halo', '3', '617101']))[0]).toContain('16 digit');
    expect(said(play(['halo', '3', '6171014101900001', '31-02-1990']))[0]).toContain('tanggal-bulan-tahun');
    expect(said(play(['halo', '3', '6171014101900001', '2026-11-21']))[0]).toContain('tanggal-bulan-tahun');
    expect(said(play([...toNumber, '11']))[0]).toContain('angka 0-10');
    const done = play([...toNumber, '0']);
    expect(done.effects).toEqual([
      {
        type: 'openServiceRequest',
        kind: 'REGISTRATION',
        code: 'A',
        reference: 'R-1',
        payload: { nationalId: '6171014101900001', birthDate: '1990-01-01', family: '0' },
      },
    ]);
    expect(said(done)).toEqual(['Nomor permohonan R-1.\n\nTerima kasih.\n\nSilakan pilih layanan.']);
  });

  test('an optional question may be passed over, another may not', () => {
    expect(play([...toNumber, 'lewati']).effects).toMatchObject([{ payload: { birthDate: '1990-01-01' } }]);
    expect(said(play(['halo', '3', 'lewati']))[0]).toContain('16 digit');
  });

  test.each(['01011990', '19900101', '1-1-1990', '1990.01.01'])('the date may be written %s', (date) => {
    expect(play(['halo', '3', '6171014101900001', date]).state.script?.answers.birthDate).toBe('1990-01-01');
  });
});

describe('waiting for an officer', () => {
  test('the menu is silent but for its own words', () => {
    const queued = play(['halo', '4']);
    expect(queued).toMatchObject({
      state: { mode: 'QUEUED', path: ['officer'] },
      effects: [{ type: 'handOff', skill: 'general' }],
    });
    expect(step(menu, queued.state, text('saya masih menunggu'), facts).replies).toEqual([]);
    expect(step(menu, queued.state, tap('complaint'), facts).replies).toEqual([]);
    expect(step(menu, queued.state, text('menu'), facts).state).toMatchObject({ mode: 'MENU', node: 'start' });
  });
});

test('a state of a menu that has changed starts again instead of failing', () => {
  const state: MenuState = { menuVersion: 'old', language: 'en', mode: 'MENU', node: 'gone', path: [], script: null };
  expect(said(step(menu, state, text('1'), facts))).toEqual(['Welcome.\n\nPlease choose a service.']);
});

test('the language of a text is told by its frequent words', () => {
  expect(detectLanguage('Saya mau bayar iuran')).toBe('id');
  expect(detectLanguage('how do I pay?')).toBe('en');
  expect(detectLanguage('12345')).toBeNull();
});
