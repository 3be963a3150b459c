import type { MenuNode, Text } from '../sdk/index.js';

const category = (value: string, keypad: string, label: Text) => ({ value, keypad, label });

/** Takes down a complaint: what it is about, what happened, and where, unless the home of the participant is known. */
export const complaintNode: MenuNode = {
  kind: 'script',
  questions: [
    {
      field: 'category',
      kind: 'choice',
      text: { id: 'Pengaduan Anda mengenai apa?', en: 'What is your complaint about?' },
      invalid: { id: 'Pilih salah satu kategori.', en: 'Please choose one of the categories.' },
      button: { id: 'Pilih kategori', en: 'Choose a category' },
      choices: [
        category('SERVICE', '1', { id: 'Pelayanan', en: 'Service' }),
        category('FACILITY', '2', { id: 'Fasilitas kesehatan', en: 'Health facility' }),
        category('MEMBERSHIP', '3', { id: 'Kepesertaan', en: 'Membership' }),
        category('PAYMENT', '4', { id: 'Iuran & pembayaran', en: 'Contribution & payment' }),
        category('CLAIM', '5', { id: 'Klaim', en: 'Claim' }),
        category('OTHER', '6', { id: 'Lainnya', en: 'Something else' }),
      ],
    },
    {
      field: 'description',
      kind: 'text',
      text: { id: 'Ceritakan apa yang terjadi: kapan dan di mana.', en: 'Tell us what happened: when and where.' },
      invalid: { id: 'Tuliskan 3 sampai 4000 huruf.', en: 'Please write 3 to 4000 letters.' },
      minLength: 3,
      maxLength: 4000,
    },
    {
      field: 'region',
      kind: 'region',
      text: {
        id: 'Di kabupaten atau kota mana? Misalnya: Kota Pontianak.',
        en: 'In which regency or city? Such as: Kota Pontianak.',
      },
      invalid: {
        id: 'Kabupaten atau kota itu tidak kami temukan. Tuliskan nama lengkapnya.',
        en: 'We did not find that regency or city. Please write its full name.',
      },
      when: [{ fact: 'region', is: 'unknown' }],
    },
  ],
  action: { type: 'fileComplaint', category: 'category', description: 'description', region: 'region' },
};
