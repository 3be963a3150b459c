import {
  articleNode,
  complaintScript,
  standardArticles,
  standardCommands,
  standardTexts,
  type Menu,
} from '../sdk/index.js';
import { serviceChoices, serviceNodes } from './menu-services.js';

/**
 * The default menu: public information, complaint, registration and administration (PANDAWA's ten services), officer,
 * in Indonesian and English. Plain data: an account may bring another.
 */
export const menu: Menu = {
  version: '2026-11-21',
  start: 'main',
  nodes: {
    main: {
      kind: 'choices',
      text: {
        id: 'Silakan pilih layanan yang Anda perlukan.\nKetik MENU untuk kembali ke sini, BATAL untuk membatalkan, atau ENGLISH for English.',
        en: 'Please choose the service that you need.\nType MENU to come back here, CANCEL to give up, or BAHASA untuk bahasa Indonesia.',
      },
      button: { id: 'Pilih layanan', en: 'Choose a service' },
      choices: [
        {
          id: 'information',
          label: { id: 'Informasi publik', en: 'Public information' },
          description: { id: 'Jam layanan, iuran, cara mendaftar', en: 'Hours, contributions, how to register' },
          keypad: '1',
          next: 'information',
        },
        {
          id: 'complaint',
          label: { id: 'Pengaduan', en: 'Complaint' },
          description: { id: 'Sampaikan keluhan, dapatkan nomor tiket', en: 'Tell us what is wrong, get a ticket' },
          keypad: '2',
          next: 'complaint',
        },
        {
          id: 'administration',
          label: { id: 'Daftar & administrasi', en: 'Register & administer' },
          description: { id: 'Sepuluh layanan PANDAWA (A sampai J)', en: 'The ten PANDAWA services (A to J)' },
          keypad: '3',
          next: 'administration',
        },
        {
          id: 'officer',
          label: { id: 'Bicara dengan petugas', en: 'Talk to an officer' },
          description: { id: 'Pada jam kerja', en: 'During working hours' },
          keypad: '4',
          next: 'officer',
        },
      ],
    },
    information: {
      kind: 'choices',
      text: { id: 'Informasi apa yang Anda cari?', en: 'Which information are you looking for?' },
      button: { id: 'Pilih topik', en: 'Choose a topic' },
      choices: [
        {
          id: 'info-hours',
          label: { id: 'Jam layanan', en: 'Service hours' },
          keypad: '1',
          next: 'article-hours',
        },
        {
          id: 'info-contribution',
          label: { id: 'Iuran', en: 'Contributions' },
          keypad: '2',
          next: 'article-contribution',
        },
        {
          id: 'info-registration',
          label: { id: 'Cara mendaftar', en: 'How to register' },
          keypad: '3',
          next: 'article-registration',
        },
        {
          id: 'info-rights',
          label: { id: 'Hak dan pengaduan', en: 'Rights and complaints' },
          keypad: '4',
          next: 'article-rights',
        },
      ],
    },
    'article-hours': articleNode('hours'),
    'article-contribution': articleNode('contribution'),
    'article-registration': articleNode('registration'),
    'article-rights': articleNode('rights'),
    complaint: complaintScript(),
    administration: {
      kind: 'choices',
      text: { id: 'Layanan administrasi mana yang Anda perlukan?', en: 'Which administrative service do you need?' },
      button: { id: 'Pilih layanan', en: 'Choose a service' },
      choices: serviceChoices,
    },
    ...serviceNodes,
    officer: { kind: 'action', action: { type: 'handOff', skill: 'general' } },
  },
  articles: {
    hours: {
      title: { id: 'Jam layanan', en: 'Service hours' },
      body: {
        id: 'Layanan administrasi melalui WhatsApp: Senin-Jumat, 08.00-15.00 waktu setempat. Care Center 165: 24 jam. Pesan di luar jam kerja dijawab pada hari kerja berikutnya.',
        en: 'Administration by WhatsApp: Monday to Friday, 08:00-15:00 local time. Care Center 165: 24 hours. Messages outside these hours are answered on the next working day.',
      },
    },
    contribution: standardArticles.contribution,
    registration: {
      title: { id: 'Cara mendaftar', en: 'How to register' },
      body: {
        id: 'Siapkan KTP, Kartu Keluarga, dan nomor rekening. Daftar lewat Mobile JKN, situs web, kantor cabang, atau menu Daftar & administrasi di sini.',
        en: 'Have your identity card, family card and account number ready. Register in Mobile JKN, on the website, at a branch office, or under Register & administer here.',
      },
    },
    rights: standardArticles.rights,
  },
  commands: standardCommands,
  texts: {
    ...standardTexts,
    greeting: {
      id: 'Halo, terima kasih telah menghubungi PANDAWA. Pesan Anda sudah kami terima.',
      en: 'Hello, thank you for writing to PANDAWA. We have received your message.',
    },
  },
};
