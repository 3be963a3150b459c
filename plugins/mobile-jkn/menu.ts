import { articleNode, complaintScript, standardCommands, standardTexts, type Menu } from '../sdk/index.js';
import { articles } from './menu-articles.js';

/**
 * The chat of the app: public information, complaint, consultation, an officer. Requests with a form of their own in the app
 * (facility change, payment, appointment, claim, screening) are explained here and opened there. Plain data.
 */
export const menu: Menu = {
  version: '2026-11-21',
  start: 'main',
  nodes: {
    main: {
      kind: 'choices',
      text: {
        id: 'Apa yang dapat kami bantu? Ketik MENU untuk kembali ke sini, BATAL untuk membatalkan, atau ENGLISH for English.',
        en: 'How can we help you? Type MENU to come back here, CANCEL to give up, or BAHASA untuk bahasa Indonesia.',
      },
      button: { id: 'Pilih layanan', en: 'Choose a service' },
      choices: [
        {
          id: 'information',
          label: { id: 'Informasi', en: 'Information' },
          description: { id: 'Iuran, faskes, antrean, klaim', en: 'Contribution, facility, queue, claim' },
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
          id: 'consultation',
          label: { id: 'Konsultasi dokter', en: 'Doctor consultation' },
          description: { id: 'Ceritakan keluhan kesehatan Anda', en: 'Tell a doctor how you feel' },
          keypad: '3',
          next: 'consultation',
        },
        {
          id: 'officer',
          label: { id: 'Bicara dengan petugas', en: 'Talk to an officer' },
          description: { id: 'Pada jam layanan', en: 'During service hours' },
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
        { id: 'info-contribution', label: articles.contribution!.title, keypad: '1', next: 'article-contribution' },
        { id: 'info-facility', label: articles.facility!.title, keypad: '2', next: 'article-facility' },
        { id: 'info-appointment', label: articles.appointment!.title, keypad: '3', next: 'article-appointment' },
        { id: 'info-claim', label: articles.claim!.title, keypad: '4', next: 'article-claim' },
        { id: 'info-rights', label: articles.rights!.title, keypad: '5', next: 'article-rights' },
      ],
    },
    'article-contribution': articleNode('contribution'),
    'article-facility': articleNode('facility'),
    'article-appointment': articleNode('appointment'),
    'article-claim': articleNode('claim'),
    'article-rights': articleNode('rights'),
    complaint: complaintScript(),
    consultation: {
      kind: 'script',
      questions: [
        {
          field: 'symptoms',
          kind: 'text',
          text: {
            id: 'Apa yang Anda rasakan, dan sejak kapan? Dalam keadaan darurat hubungi 119 atau datang ke IGD terdekat.',
            en: 'How do you feel, and since when? In an emergency call 119 or go to the nearest emergency room.',
          },
          invalid: { id: 'Tuliskan 3 sampai 2000 huruf.', en: 'Please write 3 to 2000 letters.' },
          minLength: 3,
          maxLength: 2000,
        },
      ],
      action: { type: 'openServiceRequest', kind: 'DOCTOR_CONSULTATION' },
    },
    officer: { kind: 'action', action: { type: 'handOff', skill: 'general' } },
  },
  articles,
  commands: standardCommands,
  texts: {
    ...standardTexts,
    greeting: { id: 'Halo, selamat datang di Mobile JKN.', en: 'Hello, welcome to Mobile JKN.' },
    unreadable: {
      id: 'Maaf, jenis pesan ini belum dapat kami baca. Tuliskan dengan teks.',
      en: 'Sorry, we cannot read this kind of message yet. Please write it as text.',
    },
    complaintFiled: {
      id: 'Pengaduan Anda tercatat.\nTiket: {ticket}\nPIN: {pin}\nKami memverifikasi dalam 3 hari kerja. Lihat perkembangannya di menu Pengaduan.',
      en: 'Your complaint is recorded.\nTicket: {ticket}\nPIN: {pin}\nWe verify it within 3 working days. See how it goes under Complaints.',
    },
    complaintResolved: {
      id: 'Pengaduan {ticket} dinyatakan selesai:\n{text}\nApakah sudah benar-benar selesai?',
      en: 'Complaint {ticket} is declared solved:\n{text}\nIs it really solved?',
    },
    serviceRequestOpened: {
      id: 'Permohonan Anda tercatat dengan nomor {reference}. Setiap perubahan kami beri tahu di sini.',
      en: 'Your request is recorded under {reference}. We tell you every change here.',
    },
  },
};
