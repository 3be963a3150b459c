import type { MenuNode, Text } from '../sdk/index.js';

const category = (value: string, keypad: string, label: Text, description: Text) => ({
  value,
  keypad,
  label,
  description,
});

/** Takes down a complaint: category, what happened, and the regency where it is not known. */
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
        category(
          'SERVICE',
          '1',
          { id: 'Pelayanan', en: 'Service' },
          { id: 'Sikap atau kecepatan petugas', en: 'Conduct or speed of staff' },
        ),
        category(
          'FACILITY',
          '2',
          { id: 'Fasilitas kesehatan', en: 'Health facility' },
          { id: 'Rumah sakit, puskesmas, klinik', en: 'Hospital, health centre, clinic' },
        ),
        category(
          'MEMBERSHIP',
          '3',
          { id: 'Kepesertaan', en: 'Membership' },
          { id: 'Kartu, data, status', en: 'Card, data, status' },
        ),
        category(
          'PAYMENT',
          '4',
          { id: 'Iuran & pembayaran', en: 'Contribution & payment' },
          { id: 'Tagihan, tunggakan, autodebit', en: 'Bill, arrears, direct debit' },
        ),
        category(
          'CLAIM',
          '5',
          { id: 'Klaim', en: 'Claim' },
          { id: 'Penjaminan atau manfaat', en: 'Coverage or benefit' },
        ),
        category(
          'OTHER',
          '6',
          { id: 'Lainnya', en: 'Something else' },
          { id: 'Di luar kategori di atas', en: 'None of the above' },
        ),
      ],
    },
    {
      field: 'description',
      kind: 'text',
      text: {
        id: 'Ceritakan apa yang terjadi: kapan, di mana, dan siapa yang terlibat.',
        en: 'Please tell us what happened: when, where and who was involved.',
      },
      invalid: {
        id: 'Tuliskan keluhan Anda dengan 3 sampai 4000 huruf.',
        en: 'Please describe it in 3 to 4000 letters.',
      },
      minLength: 3,
      maxLength: 4000,
    },
    {
      field: 'region',
      kind: 'region',
      text: {
        id: 'Di kabupaten atau kota mana hal ini terjadi? Tuliskan namanya, misalnya: Kota Pontianak.',
        en: 'In which regency or city did this happen? Please write its name, such as: Kota Pontianak.',
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
