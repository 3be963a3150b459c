import type { MenuNode, Text } from '../sdk/index.js';

/** Asked after words were spoken: what was understood, and whether that is right. */
export const heard: Text = {
  id: 'Saya mendengar: {answer}. Apakah sudah benar?',
  en: 'I heard: {answer}. Is that right?',
};

const category = (value: string, keypad: string, label: Text) => ({ value, keypad, label });

/** Takes down a complaint by keys and speech: category, what happened, and the regency where it is not known. */
export const complaintNode: MenuNode = {
  kind: 'script',
  questions: [
    {
      field: 'category',
      kind: 'choice',
      text: { id: 'Pengaduan Anda mengenai apa?', en: 'What is your complaint about?' },
      invalid: { id: 'Pilihan itu tidak ada.', en: 'There is no such choice.' },
      choices: [
        category('SERVICE', '1', { id: 'pelayanan petugas', en: 'service of staff' }),
        category('FACILITY', '2', { id: 'fasilitas kesehatan', en: 'a health facility' }),
        category('MEMBERSHIP', '3', { id: 'kepesertaan', en: 'membership' }),
        category('PAYMENT', '4', { id: 'iuran dan pembayaran', en: 'payments' }),
        category('CLAIM', '5', { id: 'klaim', en: 'a claim' }),
        category('OTHER', '6', { id: 'hal lain', en: 'something else' }),
      ],
    },
    {
      field: 'description',
      kind: 'text',
      text: {
        id: 'Silakan ceritakan singkat apa yang terjadi, kapan, dan di mana.',
        en: 'Please say briefly what happened, when and where.',
      },
      invalid: { id: 'Maaf, itu belum cukup jelas.', en: 'Sorry, that was not clear enough.' },
      minLength: 3,
      maxLength: 4000,
      confirm: heard,
    },
    {
      field: 'region',
      kind: 'region',
      text: {
        id: 'Di kabupaten atau kota mana hal ini terjadi? Sebutkan namanya.',
        en: 'In which regency or city did this happen? Please say its name.',
      },
      invalid: {
        id: 'Maaf, kabupaten atau kota itu tidak kami temukan.',
        en: 'Sorry, we did not find that regency or city.',
      },
      when: [{ fact: 'region', is: 'unknown' }],
      confirm: heard,
    },
  ],
  action: { type: 'fileComplaint', category: 'category', description: 'description', region: 'region' },
};
