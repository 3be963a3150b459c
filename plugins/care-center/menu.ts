import type { Menu, MenuNode } from '../sdk/index.js';
import { complaintNode } from './menu-complaint.js';
import { serviceNodes } from './menu-services.js';

const article = (id: string): MenuNode => ({ kind: 'action', action: { type: 'article', id }, next: 'information' });

/**
 * The menu of the telephone, written to be heard: press 1 information, 2 complaint, 3 registration, 4 officer; 0 leads
 * back, the star to English and the hash to Indonesian, everywhere. Plain data: an account may bring another.
 */
export const menu: Menu = {
  version: '2026-11-21',
  start: 'main',
  nodes: {
    main: {
      kind: 'choices',
      text: {
        id: 'For English, press star. Silakan pilih layanan. Tekan nol kapan saja untuk kembali ke sini.',
        en: 'Untuk bahasa Indonesia, tekan pagar. Please choose a service. Press zero at any time to come back here.',
      },
      choices: [
        {
          id: 'information',
          label: { id: 'informasi', en: 'information' },
          keypad: '1',
          next: 'information',
        },
        { id: 'complaint', label: { id: 'pengaduan', en: 'a complaint' }, keypad: '2', next: 'complaint' },
        {
          id: 'registration',
          label: { id: 'pendaftaran', en: 'registration' },
          keypad: '3',
          next: 'services',
        },
        {
          id: 'officer',
          label: { id: 'berbicara dengan petugas', en: 'an officer' },
          keypad: '4',
          next: 'officer',
        },
      ],
    },
    information: {
      kind: 'choices',
      text: { id: 'Informasi apa yang Anda perlukan?', en: 'Which information do you need?' },
      choices: [
        {
          id: 'info-contribution',
          label: { id: 'iuran', en: 'contributions' },
          keypad: '1',
          next: 'article-contribution',
        },
        {
          id: 'info-registration',
          label: { id: 'cara mendaftar', en: 'how to register' },
          keypad: '2',
          next: 'article-registration',
        },
        { id: 'info-rights', label: { id: 'hak peserta', en: 'your rights' }, keypad: '3', next: 'article-rights' },
        { id: 'info-hours', label: { id: 'jam layanan', en: 'service hours' }, keypad: '4', next: 'article-hours' },
      ],
    },
    'article-contribution': article('contribution'),
    'article-registration': article('registration'),
    'article-rights': article('rights'),
    'article-hours': article('hours'),
    complaint: complaintNode,
    ...serviceNodes,
    officer: { kind: 'action', action: { type: 'handOff', skill: 'general' } },
  },
  articles: {
    hours: {
      title: { id: 'Jam layanan.', en: 'Service hours.' },
      body: {
        id: 'Care Center 165 melayani 24 jam setiap hari. Kantor cabang dan WhatsApp melayani Senin sampai Jumat, pukul delapan sampai pukul lima belas waktu setempat.',
        en: 'Care Center 165 is open 24 hours every day. Branch offices and WhatsApp are open Monday to Friday, eight to fifteen local time.',
      },
    },
    contribution: {
      title: { id: 'Iuran.', en: 'Contributions.' },
      body: {
        id: 'Iuran peserta mandiri per orang per bulan: kelas satu seratus lima puluh ribu rupiah, kelas dua seratus ribu rupiah, kelas tiga tiga puluh lima ribu rupiah. Bayarlah paling lambat tanggal sepuluh setiap bulan.',
        en: 'The self-employed pay per person and month: class one, one hundred and fifty thousand rupiah; class two, one hundred thousand; class three, thirty-five thousand. Please pay by the tenth of each month.',
      },
    },
    registration: {
      title: { id: 'Cara mendaftar.', en: 'How to register.' },
      body: {
        id: 'Siapkan KTP, Kartu Keluarga, dan nomor rekening. Daftarlah lewat Mobile JKN, situs web, kantor cabang, atau tekan tiga di menu utama telepon ini.',
        en: 'Have your identity card, family card and account number ready. Register in Mobile JKN, on the website, at a branch office, or press three in the main menu of this call.',
      },
    },
    rights: {
      title: { id: 'Hak peserta.', en: 'Your rights.' },
      body: {
        id: 'Setiap peserta berhak atas layanan yang sama. Pengaduan diverifikasi dalam tiga hari kerja dan mulai ditindaklanjuti dalam lima hari kerja.',
        en: 'Every participant has the right to equal service. A complaint is verified within three working days and followed up within five.',
      },
    },
  },
  commands: {
    menu: ['0', 'menu', 'menu utama'],
    cancel: ['batal', 'cancel'],
    skip: ['lewati', 'skip'],
    language: { id: ['#', 'bahasa', 'bahasa indonesia'], en: ['*', 'english', 'inggris'] },
  },
  texts: {
    greeting: {
      id: 'Selamat datang di Care Center 165.',
      en: 'Welcome to Care Center 165.',
    },
    invalidChoice: { id: 'Pilihan itu tidak ada.', en: 'There is no such choice.' },
    unreadable: { id: 'Maaf, itu belum terbaca.', en: 'Sorry, that could not be read.' },
    cancelled: { id: 'Baik, dibatalkan.', en: 'All right, cancelled.' },
    complaintReceived: {
      id: 'Terima kasih. Pengaduan Anda sedang dicatat. Nomor tiket segera dibacakan.',
      en: 'Thank you. Your complaint is being recorded. The ticket number follows.',
    },
    complaintFiled: {
      id: 'Pengaduan Anda tercatat. Siapkan alat tulis. Nomor tiket: {ticket}. PIN: {pin}. Simpanlah keduanya untuk melacak pengaduan.',
      en: 'Your complaint is recorded. Please have a pen ready. Ticket number: {ticket}. PIN: {pin}. Keep both to track your complaint.',
    },
    complaintResponded: { id: 'Tanggapan atas tiket {ticket}: {text}', en: 'Answer to ticket {ticket}: {text}' },
    complaintResolved: {
      id: 'Pengaduan dengan tiket {ticket} dinyatakan selesai: {text}',
      en: 'The complaint with ticket {ticket} is declared solved: {text}',
    },
    serviceRequestOpened: {
      id: 'Permohonan Anda tercatat. Nomor permohonan: {reference}. Petugas melanjutkannya pada jam kerja.',
      en: 'Your request is recorded. Its number: {reference}. An officer goes on with it during office hours.',
    },
    handedOff: {
      id: 'Anda akan dihubungkan dengan petugas.',
      en: 'You will be connected to an officer.',
    },
    officerJoined: {
      id: 'Petugas {officer} akan melayani Anda. Mohon tunggu, telepon sedang disambungkan.',
      en: 'Officer {officer} will serve you. Please hold while you are connected.',
    },
    closed: {
      id: 'Terima kasih telah menghubungi Care Center 165. Sampai jumpa.',
      en: 'Thank you for calling Care Center 165. Goodbye.',
    },
  },
};
