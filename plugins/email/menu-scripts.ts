import type { MenuNode, MenuQuestion, ServiceRequestKind, Text } from '../sdk/index.js';

const category = (value: string, keypad: string, label: Text) => ({ value, keypad, label });

/** Takes down a complaint: category, what happened, and the regency where it is not known. */
export const complaintNode: MenuNode = {
  kind: 'script',
  questions: [
    {
      field: 'category',
      kind: 'choice',
      text: {
        id: 'Pengaduan Anda mengenai apa? Balas surat ini dengan nomornya.',
        en: 'What is your complaint about? Please answer this letter with its number.',
      },
      invalid: { id: 'Balas dengan salah satu nomor.', en: 'Please answer with one of the numbers.' },
      choices: [
        category('SERVICE', '1', { id: 'Pelayanan petugas', en: 'Service by staff' }),
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

const nameQuestion: MenuQuestion = {
  field: 'fullName',
  kind: 'text',
  text: { id: 'Siapa nama lengkap peserta?', en: 'What is the full name of the participant?' },
  invalid: { id: 'Tuliskan nama lengkap, 3 sampai 100 huruf.', en: 'Please write the full name, 3 to 100 letters.' },
  minLength: 3,
  maxLength: 100,
  when: [{ fact: 'participant', is: 'unknown' }],
};

/** Mail passes through strange servers: no identity number is asked for here; an officer checks it on a safe channel. */
const detailQuestion: MenuQuestion = {
  field: 'detail',
  kind: 'text',
  text: {
    id: 'Jelaskan apa yang perlu dilakukan. Jangan menulis NIK atau nomor kartu di surel; petugas memeriksanya lewat saluran yang aman.',
    en: 'Please say what is to be done. Write no identity or card number into mail; an officer checks it on a safe channel.',
  },
  invalid: { id: 'Tuliskan 5 sampai 2000 huruf.', en: 'Please write 5 to 2000 letters.' },
  minLength: 5,
  maxLength: 2000,
};

/** A service request by letter: who, and what is to be done. */
export function requestNode(kind: ServiceRequestKind): MenuNode {
  return {
    kind: 'script',
    questions: [nameQuestion, detailQuestion],
    action: { type: 'openServiceRequest', kind },
  };
}
