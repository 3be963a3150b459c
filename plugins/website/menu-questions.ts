import type { MenuNode, MenuQuestion, ServiceRequestKind, Text } from '../sdk/index.js';

const categories: readonly [value: string, label: Text, description: Text][] = [
  ['SERVICE', { id: 'Pelayanan', en: 'Service' }, { id: 'Sikap atau kecepatan', en: 'Conduct or speed' }],
  [
    'FACILITY',
    { id: 'Fasilitas kesehatan', en: 'Health facility' },
    { id: 'Rumah sakit, puskesmas, klinik', en: 'Hospital, health centre, clinic' },
  ],
  ['MEMBERSHIP', { id: 'Kepesertaan', en: 'Membership' }, { id: 'Kartu, data, status', en: 'Card, data, status' }],
  [
    'PAYMENT',
    { id: 'Iuran & pembayaran', en: 'Contribution & payment' },
    { id: 'Tagihan dan tunggakan', en: 'Bills and arrears' },
  ],
  ['CLAIM', { id: 'Klaim', en: 'Claim' }, { id: 'Penjaminan atau manfaat', en: 'Coverage or benefit' }],
  ['DIGITAL', { id: 'Layanan digital', en: 'Digital services' }, { id: 'Situs dan aplikasi', en: 'Website and app' }],
  ['OTHER', { id: 'Lainnya', en: 'Something else' }, { id: 'Di luar pilihan di atas', en: 'None of the above' }],
];

/** Takes down a complaint: category, what happened, and the regency where the hub does not know it. */
export const complaintNode: MenuNode = {
  kind: 'script',
  questions: [
    {
      field: 'category',
      kind: 'choice',
      text: { id: 'Pengaduan Anda mengenai apa?', en: 'What is your complaint about?' },
      invalid: { id: 'Pilih salah satu kategori.', en: 'Please choose one of the categories.' },
      choices: categories.map(([value, label, description], index) => ({
        value,
        label,
        description,
        keypad: String(index + 1),
      })),
    },
    {
      field: 'description',
      kind: 'text',
      text: {
        id: 'Ceritakan apa yang terjadi: kapan, di mana, dan siapa yang terlibat.',
        en: 'Please tell us what happened: when, where and who was involved.',
      },
      invalid: { id: 'Tuliskan dengan 3 sampai 4000 huruf.', en: 'Please describe it in 3 to 4000 letters.' },
      minLength: 3,
      maxLength: 4000,
    },
    {
      field: 'region',
      kind: 'region',
      text: {
        id: 'Di kabupaten atau kota mana hal ini terjadi? Misalnya: Kota Pontianak.',
        en: 'In which regency or city did this happen? For example: Kota Pontianak.',
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

const nameQuestion: MenuQuestion = {
  field: 'fullName',
  kind: 'text',
  text: { id: 'Siapa nama lengkap Anda sesuai KTP?', en: 'What is your full name, as on the identity card?' },
  invalid: { id: 'Tuliskan nama lengkap, 3 sampai 100 huruf.', en: 'Please write the full name, 3 to 100 letters.' },
  minLength: 3,
  maxLength: 100,
  when: [{ fact: 'participant', is: 'unknown' }],
};

const phoneQuestion: MenuQuestion = {
  field: 'phone',
  kind: 'text',
  text: {
    id: 'Berapa nomor telepon Anda, agar petugas dapat menghubungi? Misalnya 0812…',
    en: 'What is your telephone number, so that an officer can call back? For example 0812…',
  },
  invalid: {
    id: 'Nomor itu tidak lengkap. Tuliskan seperti 0812…',
    en: 'The number is not complete. Write it like 0812…',
  },
  pattern: '(\\+62|62|0)[ .-]?8([ .-]?[0-9]){7,11}',
  when: [{ fact: 'participant', is: 'unknown' }],
};

const detailQuestion = (text: Text): MenuQuestion => ({
  field: 'detail',
  kind: 'text',
  text,
  invalid: { id: 'Tuliskan 5 sampai 1000 huruf.', en: 'Please write 5 to 1000 letters.' },
  minLength: 5,
  maxLength: 1000,
});

/** A service request by chat: who asks, how to be reached, and what for. Identity numbers are not asked for on a website. */
export function serviceNode(kind: ServiceRequestKind, detail: Text): MenuNode {
  return {
    kind: 'script',
    questions: [nameQuestion, phoneQuestion, detailQuestion(detail)],
    action: { type: 'openServiceRequest', kind },
  };
}
