import type { Language, Text } from '../sdk/index.js';

/** Why the app is refused something, as its user reads it. `{seconds}` and `{tries}` are filled in. */
export const refusals = {
  WAIT: {
    id: 'Tunggu {seconds} detik sebelum meminta kode baru.',
    en: 'Wait {seconds} seconds before you ask for another code.',
  },
  CODE_WRONG: {
    id: 'Kode tidak sesuai. Sisa percobaan: {tries}.',
    en: 'The code is not right. Tries left: {tries}.',
  },
  CODE_EXPIRED: {
    id: 'Kode sudah tidak berlaku. Minta kode baru.',
    en: 'The code is no longer valid. Ask for another one.',
  },
  TOO_MANY_TRIES: {
    id: 'Terlalu banyak percobaan. Minta kode baru.',
    en: 'Too many tries. Ask for another code.',
  },
  CANNOT_BE_CONFIRMED: {
    id: 'Data tidak dapat dipastikan di sini. Hubungi Care Center 165 atau kantor cabang terdekat.',
    en: 'The data cannot be confirmed here. Call Care Center 165 or visit the nearest branch office.',
  },
  NOT_SENT: {
    id: 'Kode belum dapat dikirim. Coba lagi sebentar lagi.',
    en: 'The code cannot be sent now. Try again in a moment.',
  },
} as const satisfies Record<string, Text>;
export type RefusalReason = keyof typeof refusals;

/** What a one-time code is sent with. `{code}` and `{minutes}` are filled in. */
export const codeMessage: Text = {
  id: 'Kode Mobile JKN Anda: {code}. Berlaku {minutes} menit. Jangan berikan kepada siapa pun, termasuk petugas.',
  en: 'Your Mobile JKN code: {code}. Valid for {minutes} minutes. Give it to nobody, not even to an officer.',
};

/** The whole of what a push says: what happened stands in the inbox only. */
export const pushTexts: Readonly<Record<Language, { readonly title: string; readonly body: string }>> = {
  id: { title: 'Mobile JKN', body: 'Anda memiliki pesan baru.' },
  en: { title: 'Mobile JKN', body: 'You have a new message.' },
};
