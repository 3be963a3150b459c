import type { MenuNode, MenuQuestion, ServiceRequestKind, Text } from '../sdk/index.js';
import { heard } from './menu-complaint.js';

const nameQuestion: MenuQuestion = {
  field: 'fullName',
  kind: 'text',
  text: {
    id: 'Sebutkan nama lengkap peserta.',
    en: 'Please say the full name of the participant.',
  },
  invalid: { id: 'Maaf, nama itu belum jelas.', en: 'Sorry, that name was not clear.' },
  minLength: 3,
  maxLength: 100,
  when: [{ fact: 'participant', is: 'unknown' }],
  confirm: heard,
};

/** Typed with the keys: a number that is spoken is misheard too often. */
const idQuestion: MenuQuestion = {
  field: 'idNumber',
  kind: 'text',
  text: {
    id: 'Ketik enam belas angka NIK, atau tiga belas angka nomor kartu JKN peserta.',
    en: 'Please key in the sixteen digits of the NIK, or the thirteen digits of the JKN card number.',
  },
  invalid: {
    id: 'Nomor itu bukan NIK dan bukan nomor kartu.',
    en: 'That is neither a NIK nor a card number.',
  },
  pattern: '(\\d{16}|\\d{13})',
  when: [{ fact: 'participant', is: 'unknown' }],
};

const detailQuestion: MenuQuestion = {
  field: 'detail',
  kind: 'text',
  text: {
    id: 'Sebutkan singkat apa yang perlu dilakukan.',
    en: 'Please say briefly what is to be done.',
  },
  invalid: { id: 'Maaf, itu belum cukup jelas.', en: 'Sorry, that was not clear enough.' },
  minLength: 3,
  maxLength: 1000,
  confirm: heard,
};

interface Service {
  readonly code: string;
  readonly kind: ServiceRequestKind;
  readonly label: Text;
}

const service = (code: string, kind: ServiceRequestKind, id: string, en: string): Service => ({
  code,
  kind,
  label: { id, en },
});

/** The ten administrative services, in groups of at most four: more are not remembered while listening. */
const groups = {
  'services-new': [
    service('A', 'REGISTRATION', 'pendaftaran baru', 'a new registration'),
    service('B', 'ADD_FAMILY_MEMBER', 'tambah anggota keluarga', 'adding a family member'),
    service('C', 'NEWBORN', 'bayi baru lahir', 'a newborn child'),
  ],
  'services-change': [
    service('D', 'SEGMENT_CHANGE', 'ubah jenis kepesertaan', 'a change of segment'),
    service('E', 'IDENTITY_CHANGE', 'ubah data identitas', 'a change of identity'),
    service('F', 'CLASS_CHANGE', 'ubah gaji atau golongan', 'a change of wage'),
    service('G', 'FACILITY_CHANGE', 'pindah faskes pertama', 'a change of facility'),
  ],
  'services-card': [
    service('H', 'DEACTIVATION', 'lapor meninggal dunia', 'reporting a death'),
    service('I', 'IDENTITY_CHANGE', 'data ganda', 'duplicate records'),
    service('J', 'REACTIVATION', 'aktifkan kartu', 'reactivating a card'),
  ],
} as const;

const labels: Readonly<Record<keyof typeof groups, Text>> = {
  'services-new': { id: 'pendaftaran', en: 'registrations' },
  'services-change': { id: 'perubahan data', en: 'changes of data' },
  'services-card': { id: 'kartu dan status', en: 'card and status' },
};

const nodeId = (code: string) => `service-${code.toLowerCase()}`;
const entries = Object.entries(groups) as [keyof typeof groups, readonly Service[]][];

const groupNode = ([, services]: (typeof entries)[number]): MenuNode => ({
  kind: 'choices',
  text: { id: 'Layanan yang mana?', en: 'Which service?' },
  choices: services.map(({ code, label }, index) => ({
    id: `choose-${nodeId(code)}`,
    label,
    keypad: String(index + 1),
    next: nodeId(code),
  })),
});

const scriptNode = ({ kind, code }: Service): MenuNode => ({
  kind: 'script',
  questions: [nameQuestion, idQuestion, detailQuestion],
  action: { type: 'openServiceRequest', kind, code },
});

/** Registration and administration: a choice of groups, each of its services, and one script per service. */
export const serviceNodes: Record<string, MenuNode> = {
  services: {
    kind: 'choices',
    text: { id: 'Pendaftaran dan administrasi.', en: 'Registration and administration.' },
    choices: entries.map(([id], index) => ({
      id: `choose-${id}`,
      label: labels[id],
      keypad: String(index + 1),
      next: id,
    })),
  },
  ...Object.fromEntries(entries.map((entry) => [entry[0], groupNode(entry)])),
  ...Object.fromEntries(entries.flatMap(([, list]) => list).map((each) => [nodeId(each.code), scriptNode(each)])),
};
