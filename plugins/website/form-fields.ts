import type { Text } from '../sdk/index.js';
import { provinces } from './provinces.js';

/** One thing that a form asks. Lengths are in UTF-16 code units. */
export interface FormField {
  readonly name: string;
  readonly kind: 'select' | 'textarea' | 'text' | 'email' | 'tel' | 'checkbox';
  readonly label: Text;
  readonly hint?: Text;
  readonly required?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly options?: readonly { readonly value: string; readonly label: Text }[];
  /** Token of the HTML attribute `autocomplete` (WCAG 1.3.5). */
  readonly autocomplete?: string;
}

/** A form of the website. */
export interface WebForm {
  readonly title: Text;
  readonly intro: Text;
  readonly submit: Text;
  readonly fields: readonly FormField[];
  /** Class under which it is filed (PermenPANRB 62/2018); null: it files nothing, it tracks what was filed. */
  readonly classification: 'COMPLAINT' | 'INFORMATION' | null;
}

const option = (value: string, id: string, en: string) => ({ value, label: { id, en } });

/** What a matter is about, by the category codes of the hub. */
export const topics = [
  option('MEMBERSHIP', 'Kepesertaan', 'Membership'),
  option('PAYMENT', 'Iuran dan pembayaran', 'Contributions and payment'),
  option('FACILITY', 'Fasilitas kesehatan', 'Health facility'),
  option('CLAIM', 'Klaim dan manfaat', 'Claims and benefits'),
  option('SERVICE', 'Pelayanan petugas', 'Service by staff'),
  option('DIGITAL', 'Layanan digital', 'Digital services'),
  option('OTHER', 'Lainnya', 'Other'),
];

const region: FormField = {
  name: 'region',
  kind: 'select',
  label: { id: 'Provinsi', en: 'Province' },
  hint: { id: 'Boleh dikosongkan.', en: 'May be left open.' },
  options: provinces.map(([value, name]) => option(value, name, name)),
};

/** The shared end: who asks, how to be reached, and that it may be kept. */
const contactFields: readonly FormField[] = [
  {
    name: 'name',
    kind: 'text',
    label: { id: 'Nama lengkap', en: 'Full name' },
    required: true,
    minimum: 2,
    maximum: 100,
    autocomplete: 'name',
  },
  {
    name: 'phone',
    kind: 'tel',
    label: { id: 'Nomor telepon', en: 'Telephone number' },
    hint: {
      id: 'Misalnya 0812 3456 7890. Isi telepon atau email.',
      en: 'For example 0812 3456 7890. Give a telephone number or an email address.',
    },
    maximum: 30,
    autocomplete: 'tel',
  },
  {
    name: 'email',
    kind: 'email',
    label: { id: 'Email', en: 'Email' },
    hint: { id: 'Misalnya nama@contoh.id.', en: 'For example name@example.org.' },
    maximum: 254,
    autocomplete: 'email',
  },
  {
    name: 'consent',
    kind: 'checkbox',
    label: {
      id: 'Saya setuju data ini disimpan dan dipakai untuk menangani hal ini (UU 27/2022).',
      en: 'I agree that this data is kept and used to handle the matter (Law 27/2022).',
    },
    required: true,
  },
];

/** The forms by the name in their address. */
export const forms: Readonly<Record<string, WebForm>> = {
  complaint: {
    title: { id: 'Formulir pengaduan', en: 'Complaint form' },
    intro: {
      id: 'Ceritakan apa yang terjadi. Anda langsung menerima tiket dan PIN. Jangan tuliskan NIK atau nomor kartu. Lampiran belum dapat diunggah di sini.',
      en: 'Tell us what happened. You get a ticket and a PIN at once. Do not write identity or card numbers. Files cannot be uploaded here.',
    },
    submit: { id: 'Kirim pengaduan', en: 'Send the complaint' },
    classification: 'COMPLAINT',
    fields: [
      {
        name: 'category',
        kind: 'select',
        label: { id: 'Mengenai apa?', en: 'What is it about?' },
        required: true,
        options: topics,
      },
      {
        name: 'description',
        kind: 'textarea',
        label: { id: 'Apa yang terjadi?', en: 'What happened?' },
        hint: { id: 'Kapan, di mana, siapa yang terlibat.', en: 'When, where, who was involved.' },
        required: true,
        minimum: 10,
        maximum: 5_000,
      },
      region,
      {
        name: 'confidential',
        kind: 'checkbox',
        label: {
          id: 'Rahasiakan siapa saya: petugas tidak melihat nama dan kontak, jadi lacak sendiri dengan tiket dan PIN.',
          en: 'Keep secret who I am: officers see neither name nor contact, so track it yourself by ticket and PIN.',
        },
      },
      ...contactFields,
    ],
  },
  information: {
    title: { id: 'Formulir permintaan informasi', en: 'Information request form' },
    intro: {
      id: 'Tanyakan informasi publik. Anda langsung menerima tiket dan PIN; jawaban paling lambat lima hari kerja. Jangan tuliskan NIK atau nomor kartu.',
      en: 'Ask for public information. You get a ticket and a PIN at once; the answer comes within five working days. Do not write identity or card numbers.',
    },
    submit: { id: 'Kirim permintaan', en: 'Send the request' },
    classification: 'INFORMATION',
    fields: [
      {
        name: 'category',
        kind: 'select',
        label: { id: 'Topik', en: 'Topic' },
        required: true,
        options: topics,
      },
      {
        name: 'description',
        kind: 'textarea',
        label: { id: 'Informasi apa yang Anda perlukan?', en: 'Which information do you need?' },
        required: true,
        minimum: 10,
        maximum: 5_000,
      },
      region,
      ...contactFields,
    ],
  },
  track: {
    title: { id: 'Lacak pengaduan', en: 'Track a complaint' },
    intro: {
      id: 'Isi tiket dan PIN yang Anda terima saat mengadu.',
      en: 'Enter the ticket and the PIN that you were given when you complained.',
    },
    submit: { id: 'Lihat keadaan', en: 'Show where it stands' },
    classification: null,
    fields: [
      {
        name: 'ticket',
        kind: 'text',
        label: { id: 'Tiket', en: 'Ticket' },
        hint: { id: 'Misalnya K-7F3K-Q9XD.', en: 'For example K-7F3K-Q9XD.' },
        required: true,
        maximum: 20,
        autocomplete: 'off',
      },
      {
        name: 'pin',
        kind: 'text',
        label: { id: 'PIN', en: 'PIN' },
        required: true,
        maximum: 12,
        autocomplete: 'off',
      },
    ],
  },
};
