import { articleNode, standardArticles, standardCommands, standardTexts, type Menu, type Text } from '../sdk/index.js';
import { complaintNode, serviceNode } from './menu-questions.js';

const choice = (id: string, keypad: string, next: string, label: Text, description?: Text) => ({
  id,
  keypad,
  next,
  label,
  ...(description ? { description } : {}),
});

const articles: Menu['articles'] = {
  hours: {
    title: { id: 'Jam layanan', en: 'Service hours' },
    body: {
      id: 'Petugas obrolan: Senin-Jumat pada jam kerja. Menu ini dan formulir tersedia sepanjang waktu. Care Center 165: 24 jam.',
      en: 'Officers of this chat: Monday to Friday during office hours. This menu and the forms are there round the clock. Care Center 165: 24 hours.',
    },
  },
  contribution: standardArticles.contribution,
  registration: {
    title: { id: 'Cara mendaftar', en: 'How to register' },
    body: {
      id: 'Siapkan KTP, Kartu Keluarga, dan nomor rekening. Daftar lewat Mobile JKN, kantor cabang, atau minta dihubungi lewat menu Layanan di sini.',
      en: 'Have your identity card, family card and account number ready. Register in Mobile JKN, at a branch office, or ask for a call under Services here.',
    },
  },
  rights: standardArticles.rights,
};

const nodes: Menu['nodes'] = {
  main: {
    kind: 'choices',
    text: { id: 'Apa yang dapat kami bantu?', en: 'How can we help?' },
    choices: [
      choice('information', '1', 'information', { id: 'Informasi', en: 'Information' }),
      choice(
        'complaint',
        '2',
        'complaint',
        { id: 'Pengaduan', en: 'Complaint' },
        { id: 'Langsung mendapat tiket dan PIN', en: 'You get a ticket and a PIN at once' },
      ),
      choice(
        'services',
        '3',
        'services',
        { id: 'Layanan', en: 'Services' },
        { id: 'Pendaftaran, perubahan data, faskes', en: 'Registration, change of data, facility' },
      ),
      choice(
        'officer',
        '4',
        'officer',
        { id: 'Bicara dengan petugas', en: 'Talk to an officer' },
        { id: 'Pada jam kerja', en: 'During office hours' },
      ),
    ],
  },
  information: {
    kind: 'choices',
    text: { id: 'Informasi apa yang Anda cari?', en: 'Which information are you looking for?' },
    choices: [
      choice('info-hours', '1', 'article-hours', articles.hours!.title),
      choice('info-contribution', '2', 'article-contribution', articles.contribution!.title),
      choice('info-registration', '3', 'article-registration', articles.registration!.title),
      choice('info-rights', '4', 'article-rights', articles.rights!.title),
    ],
  },
  'article-hours': articleNode('hours'),
  'article-contribution': articleNode('contribution'),
  'article-registration': articleNode('registration'),
  'article-rights': articleNode('rights'),
  complaint: complaintNode,
  services: {
    kind: 'choices',
    text: { id: 'Layanan mana yang Anda perlukan?', en: 'Which service do you need?' },
    choices: [
      choice('service-registration', '1', 'registration', { id: 'Pendaftaran baru', en: 'New registration' }),
      choice('service-identity', '2', 'identity', { id: 'Perubahan data', en: 'Change of data' }),
      choice('service-facility', '3', 'facility', { id: 'Ganti faskes', en: 'Change of facility' }),
      choice('service-other', '4', 'other', { id: 'Pertanyaan lain', en: 'Another question' }),
    ],
  },
  registration: serviceNode('REGISTRATION', {
    id: 'Siapa saja yang ingin didaftarkan? Jangan tuliskan NIK di sini; petugas memintanya lewat jalur aman.',
    en: 'Who is to be registered? Do not write identity numbers here; an officer asks for them in a safe way.',
  }),
  identity: serviceNode('IDENTITY_CHANGE', {
    id: 'Data apa yang berubah? Jangan tuliskan NIK di sini.',
    en: 'Which data has changed? Do not write identity numbers here.',
  }),
  facility: serviceNode('FACILITY_CHANGE', {
    id: 'Faskes mana yang Anda inginkan, dan mengapa?',
    en: 'Which facility would you like, and why?',
  }),
  other: serviceNode('INFORMATION', { id: 'Tuliskan pertanyaan Anda.', en: 'Please write your question.' }),
  officer: { kind: 'action', action: { type: 'handOff', skill: 'general' } },
};

/** The menu of the web chat: information, complaint, services, officer, in Indonesian and English. Plain data. */
export const menu: Menu = {
  version: '2026-11-21',
  start: 'main',
  nodes,
  articles,
  commands: standardCommands,
  texts: {
    ...standardTexts,
    greeting: {
      id: 'Halo, selamat datang. Ketik MENU kapan saja untuk kembali ke awal, BATAL untuk membatalkan.',
      en: 'Hello and welcome. Type MENU at any time to start over, CANCEL to give up.',
    },
    invalidChoice: {
      id: 'Pilihan itu tidak ada. Pilih salah satu tombol atau ketik nomornya.',
      en: 'There is no such choice. Choose one of the buttons or type its number.',
    },
    unreadable: {
      id: 'Maaf, jenis pesan ini belum dapat kami baca. Tuliskan dengan teks.',
      en: 'Sorry, we cannot read this kind of message yet. Please write it as text.',
    },
    complaintReceived: {
      id: 'Terima kasih. Pengaduan Anda sedang dicatat; nomor tiket segera muncul di sini.',
      en: 'Thank you. Your complaint is being recorded; its ticket appears here in a moment.',
    },
    complaintResolved: {
      id: 'Pengaduan {ticket} dinyatakan selesai:\n{text}\nApakah sudah benar-benar selesai?',
      en: 'Complaint {ticket} is declared solved:\n{text}\nIs it really solved?',
    },
    handedOff: {
      id: 'Anda kami hubungkan dengan petugas. Mohon tunggu balasan di sini.',
      en: 'We are connecting you with an officer. Please wait for the reply here.',
    },
  },
};
