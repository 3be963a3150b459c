import type { Menu, MenuNode } from '../sdk/index.js';
import { complaintNode } from './menu-complaint.js';
import { serviceChoices, serviceNodes } from './menu-services.js';

const article = (id: string): MenuNode => ({ kind: 'action', action: { type: 'article', id }, next: 'information' });

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
    'article-hours': article('hours'),
    'article-contribution': article('contribution'),
    'article-registration': article('registration'),
    'article-rights': article('rights'),
    complaint: complaintNode,
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
        id: 'Siapkan KTP, Kartu Keluarga, dan nomor rekening. Daftar lewat Mobile JKN, situs web, kantor cabang, atau menu Daftar & administrasi di sini.',
        en: 'Have your identity card, family card and account number ready. Register in Mobile JKN, on the website, at a branch office, or under Register & administer here.',
      },
    },
    rights: {
      title: { id: 'Hak dan pengaduan', en: 'Rights and complaints' },
      body: {
        id: 'Setiap peserta berhak atas layanan yang sama. Pengaduan diverifikasi dalam 3 hari kerja dan mulai ditindaklanjuti dalam 5 hari kerja. Lacak pengaduan Anda dengan tiket dan PIN.',
        en: 'Every participant has the right to equal service. A complaint is verified within 3 working days and followed up within 5. Track yours with its ticket and PIN.',
      },
    },
  },
  commands: {
    menu: ['menu', '0'],
    cancel: ['batal', 'cancel'],
    skip: ['lewati', 'skip'],
    language: { id: ['bahasa', 'indonesia'], en: ['english', 'inggris'] },
  },
  texts: {
    greeting: {
      id: 'Halo, terima kasih telah menghubungi PANDAWA. Pesan Anda sudah kami terima.',
      en: 'Hello, thank you for writing to PANDAWA. We have received your message.',
    },
    invalidChoice: {
      id: 'Pilihan itu tidak ada. Pilih dari daftar atau balas dengan nomornya.',
      en: 'There is no such choice. Choose from the list or answer with its number.',
    },
    unreadable: {
      id: 'Maaf, jenis pesan ini belum dapat kami baca di sini. Tuliskan dengan teks.',
      en: 'Sorry, we cannot read this kind of message here yet. Please write it as text.',
    },
    cancelled: { id: 'Baik, dibatalkan.', en: 'All right, cancelled.' },
    complaintReceived: {
      id: 'Terima kasih. Pengaduan Anda sedang dicatat; nomor tiket segera kami kirim.',
      en: 'Thank you. Your complaint is being recorded; we send the ticket number at once.',
    },
    complaintFiled: {
      id: 'Pengaduan Anda tercatat.\nTiket: {ticket}\nPIN: {pin}\nSimpan keduanya untuk melacak pengaduan. Kami memverifikasi dalam 3 hari kerja.',
      en: 'Your complaint is recorded.\nTicket: {ticket}\nPIN: {pin}\nKeep both to track it. We verify it within 3 working days.',
    },
    complaintResponded: { id: 'Tanggapan atas {ticket}:\n{text}', en: 'Answer to {ticket}:\n{text}' },
    complaintResolved: {
      id: 'Pengaduan {ticket} dinyatakan selesai:\n{text}\nBelum selesai? Balas pesan ini.',
      en: 'Complaint {ticket} is declared solved:\n{text}\nNot solved yet? Answer this message.',
    },
    serviceRequestOpened: {
      id: 'Permohonan Anda tercatat dengan nomor {reference}. Petugas melanjutkan pada jam kerja.',
      en: 'Your request is recorded under {reference}. An officer goes on during working hours.',
    },
    handedOff: {
      id: 'Anda kami hubungkan dengan petugas. Mohon tunggu balasan.',
      en: 'We are connecting you with an officer. Please wait for the reply.',
    },
    closed: { id: 'Percakapan ditutup. Terima kasih.', en: 'The conversation is closed. Thank you.' },
  },
};
