import type { MenuChoice, MenuNode, MenuQuestion, ServiceRequestKind, Text } from '../sdk/index.js';

/** The questions that every administrative service begins with, besides its own. */
const nameQuestion: MenuQuestion = {
  field: 'fullName',
  kind: 'text',
  text: {
    id: 'Siapa nama lengkap peserta sesuai KTP?',
    en: 'What is the full name of the participant, as on the identity card?',
  },
  invalid: { id: 'Tuliskan nama lengkap, 3 sampai 100 huruf.', en: 'Please write the full name, 3 to 100 letters.' },
  minLength: 3,
  maxLength: 100,
  when: [{ fact: 'participant', is: 'unknown' }],
};

const idQuestion: MenuQuestion = {
  field: 'idNumber',
  kind: 'text',
  text: {
    id: 'Tuliskan NIK (16 angka) atau nomor kartu JKN (13 angka) peserta.',
    en: 'Please write the NIK (16 digits) or the JKN card number (13 digits) of the participant.',
  },
  invalid: {
    id: 'Nomor itu bukan NIK (16 angka) dan bukan nomor kartu (13 angka).',
    en: 'That is neither a NIK (16 digits) nor a card number (13 digits).',
  },
  pattern: '(\\d{16}|\\d{13})',
  when: [{ fact: 'participant', is: 'unknown' }],
};

const detailQuestion: MenuQuestion = {
  field: 'detail',
  kind: 'text',
  text: {
    id: 'Jelaskan singkat apa yang perlu dilakukan. Petugas akan meminta dokumen bila perlu.',
    en: 'Please say briefly what is to be done. An officer asks for documents where needed.',
  },
  invalid: { id: 'Tuliskan 5 sampai 1000 huruf.', en: 'Please write 5 to 1000 letters.' },
  minLength: 5,
  maxLength: 1000,
};

interface Service {
  readonly code: string;
  readonly kind: ServiceRequestKind;
  readonly label: Text;
  readonly description: Text;
}

const service = (code: string, kind: ServiceRequestKind, label: Text, description: Text): Service => ({
  code,
  kind,
  label,
  description,
});

/** The ten administrative services of PANDAWA (BPJS Kesehatan, 2020), A to J. */
const services: readonly Service[] = [
  service(
    'A',
    'REGISTRATION',
    { id: 'A Pendaftaran baru', en: 'A New registration' },
    { id: 'Mendaftar sebagai peserta baru', en: 'Register as a new participant' },
  ),
  service(
    'B',
    'ADD_FAMILY_MEMBER',
    { id: 'B Tambah keluarga', en: 'B Add family member' },
    { id: 'Menambah anggota keluarga', en: 'Add a member of the family' },
  ),
  service(
    'C',
    'NEWBORN',
    { id: 'C Bayi baru lahir', en: 'C Newborn' },
    { id: 'Mendaftarkan bayi baru lahir', en: 'Register a newborn child' },
  ),
  service(
    'D',
    'SEGMENT_CHANGE',
    { id: 'D Ubah segmen', en: 'D Change of segment' },
    { id: 'Pindah jenis kepesertaan', en: 'Change the type of membership' },
  ),
  service(
    'E',
    'IDENTITY_CHANGE',
    { id: 'E Ubah identitas', en: 'E Change of identity' },
    { id: 'Perbaikan data identitas', en: 'Correct identity data' },
  ),
  service(
    'F',
    'CLASS_CHANGE',
    { id: 'F Ubah gaji/golongan', en: 'F Change of wage/grade' },
    { id: 'Perubahan gaji atau golongan', en: 'Change of wage or grade' },
  ),
  service(
    'G',
    'FACILITY_CHANGE',
    { id: 'G Ubah faskes (FKTP)', en: 'G Change of facility' },
    { id: 'Pindah fasilitas kesehatan tingkat pertama', en: 'Change the first-level facility (FKTP)' },
  ),
  service(
    'H',
    'DEACTIVATION',
    { id: 'H Lapor meninggal', en: 'H Report a death' },
    { id: 'Menonaktifkan peserta yang meninggal', en: 'Deactivate a participant who died' },
  ),
  service(
    'I',
    'IDENTITY_CHANGE',
    { id: 'I Data ganda', en: 'I Duplicate records' },
    { id: 'Memperbaiki data kepesertaan ganda', en: 'Correct duplicate membership records' },
  ),
  service(
    'J',
    'REACTIVATION',
    { id: 'J Aktifkan kartu', en: 'J Reactivate card' },
    { id: 'Mengaktifkan kembali kartu', en: 'Activate the card again' },
  ),
];

const nodeId = (code: string) => `service-${code.toLowerCase()}`;

/** Keys 1 to 9 for A to I, and `#` for J: 0 leads back to the start. */
const keyOf = (index: number) => (index < 9 ? String(index + 1) : '#');

/** The ten services as choices of one list. */
export const serviceChoices: MenuChoice[] = services.map(({ code, label, description }, index) => ({
  id: `choose-${nodeId(code)}`,
  label,
  description,
  keypad: keyOf(index),
  next: nodeId(code),
}));

/** One script per service. */
export const serviceNodes: Record<string, MenuNode> = Object.fromEntries(
  services.map(({ code, kind }) => [
    nodeId(code),
    {
      kind: 'script',
      questions: [nameQuestion, idQuestion, detailQuestion],
      action: { type: 'openServiceRequest', kind, code },
    } satisfies MenuNode,
  ]),
);
