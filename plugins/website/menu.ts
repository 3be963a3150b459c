import type { Menu, MenuNode, Text } from '../sdk/index.js';
import { complaintNode, serviceNode } from './menu-questions.js';

const article = (id: string): MenuNode => ({ kind: 'action', action: { type: 'article', id }, next: 'information' });

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
  contribution: {
    title: { id: 'Iuran', en: 'Contributions' },
    body: {
      id: 'Iuran peserta mandiri per orang per bulan: kelas I Rp150.000, kelas II Rp100.000, kelas III Rp35.000 (setelah bantuan). Bayar paling lambat tanggal 10 setiap bulan.',
      en: 'Contribution of the self-employed per person and month: class I Rp150,000, class II Rp100,000, class III Rp35,000 (after subsidy). Pay by the 10th of each month.',
    },
  },
  registration: {
    title: { id: 'Cara mendaftar', en: 'How to register' },
    body: {
      id: 'Siapkan KTP, Kartu Keluarga, dan nomor rekening. Daftar lewat Mobile JKN, kantor cabang, atau minta dihubungi lewat menu Layanan di sini.',
      en: 'Have your identity card, family card and account number ready. Register in Mobile JKN, at a branch office, or ask for a call under Services here.',
    },
  },
  rights: {
    title: { id: 'Hak dan pengaduan', en: 'Rights and complaints' },
    body: {
      id: 'Setiap peserta berhak atas layanan yang sama. Pengaduan diverifikasi dalam 3 hari kerja dan mulai ditindaklanjuti dalam 5 hari kerja. Lacak dengan tiket dan PIN.',
      en: 'Every participant has the right to equal service. A complaint is verified within 3 working days and followed up within 5. Track yours with its ticket and PIN.',
    },
  },
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
  'article-hours': article('hours'),
  'article-contribution': article('contribution'),
  'article-registration': article('registration'),
  'article-rights': article('rights'),
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
  commands: {
    menu: ['menu', '0'],
    cancel: ['batal', 'cancel'],
    skip: ['lewati', 'skip'],
    language: { id: ['bahasa', 'indonesia'], en: ['english', 'inggris'] },
  },
  texts: {
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
    cancelled: { id: 'Baik, dibatalkan.', en: 'All right, cancelled.' },
    complaintReceived: {
      id: 'Terima kasih. Pengaduan Anda sedang dicatat; nomor tiket segera muncul di sini.',
      en: 'Thank you. Your complaint is being recorded; its ticket appears here in a moment.',
    },
    complaintFiled: {
      id: 'Pengaduan Anda tercatat.\nTiket: {ticket}\nPIN: {pin}\nSimpan keduanya untuk melacak pengaduan. Kami memverifikasi dalam 3 hari kerja.',
      en: 'Your complaint is recorded.\nTicket: {ticket}\nPIN: {pin}\nKeep both to track it. We verify it within 3 working days.',
    },
    complaintResponded: { id: 'Tanggapan atas {ticket}:\n{text}', en: 'Answer to {ticket}:\n{text}' },
    complaintResolved: {
      id: 'Pengaduan {ticket} dinyatakan selesai:\n{text}\nApakah sudah benar-benar selesai?',
      en: 'Complaint {ticket} is declared solved:\n{text}\nIs it really solved?',
    },
    serviceRequestOpened: {
      id: 'Permohonan Anda tercatat dengan nomor {reference}. Petugas melanjutkan pada jam kerja.',
      en: 'Your request is recorded under {reference}. An officer goes on during office hours.',
    },
    handedOff: {
      id: 'Anda kami hubungkan dengan petugas. Mohon tunggu balasan di sini.',
      en: 'We are connecting you with an officer. Please wait for the reply here.',
    },
    closed: { id: 'Percakapan ditutup. Terima kasih.', en: 'The conversation is closed. Thank you.' },
  },
};
