import {
  articleNode,
  complaintScript,
  standardArticles,
  standardCommands,
  standardTexts,
  type Menu,
  type MenuChoice,
  type Text,
} from '../sdk/index.js';
import { requestNode } from './menu-scripts.js';

const choice = (id: string, keypad: string, label: Text, next = id): MenuChoice => ({ id, keypad, label, next });

/**
 * Information, complaint and service request by letter, in Indonesian and English. Choices arrive as a numbered text,
 * and the answer is the number in the first line of the reply.
 */
export const menu: Menu = {
  version: '2026-11-21',
  start: 'main',
  nodes: {
    main: {
      kind: 'choices',
      text: {
        id: 'Balas surat ini dengan nomor layanan yang Anda perlukan. Tulis MENU untuk kembali ke sini, BATAL untuk membatalkan, atau ENGLISH for English.',
        en: 'Please answer this letter with the number of the service that you need. Write MENU to come back here, CANCEL to give up, or BAHASA untuk bahasa Indonesia.',
      },
      choices: [
        choice('information', '1', { id: 'Informasi publik', en: 'Public information' }),
        choice('complaint', '2', { id: 'Pengaduan', en: 'Complaint' }),
        choice('service', '3', { id: 'Permohonan layanan', en: 'Service request' }),
        choice('officer', '4', { id: 'Surat untuk petugas', en: 'Letter to an officer' }),
      ],
    },
    information: {
      kind: 'choices',
      text: { id: 'Informasi apa yang Anda cari?', en: 'Which information are you looking for?' },
      choices: [
        choice('info-hours', '1', { id: 'Jam layanan', en: 'Service hours' }, 'article-hours'),
        choice('info-registration', '2', { id: 'Cara mendaftar', en: 'How to register' }, 'article-registration'),
        choice('info-rights', '3', { id: 'Hak dan pengaduan', en: 'Rights and complaints' }, 'article-rights'),
      ],
    },
    'article-hours': articleNode('hours'),
    'article-registration': articleNode('registration'),
    'article-rights': articleNode('rights'),
    complaint: complaintScript({
      ask: {
        id: 'Pengaduan Anda mengenai apa? Balas surat ini dengan nomornya.',
        en: 'What is your complaint about? Please answer this letter with its number.',
      },
      invalid: { id: 'Balas dengan salah satu nomor.', en: 'Please answer with one of the numbers.' },
    }),
    service: {
      kind: 'choices',
      text: { id: 'Layanan apa yang Anda perlukan?', en: 'Which service do you need?' },
      choices: [
        choice('request-registration', '1', { id: 'Pendaftaran', en: 'Registration' }),
        choice('request-identity', '2', { id: 'Perubahan data', en: 'Change of data' }),
        choice('request-facility', '3', { id: 'Pindah faskes', en: 'Change of facility' }),
        choice('request-claim', '4', { id: 'Klaim', en: 'Claim' }),
        choice('request-information', '5', { id: 'Permohonan informasi', en: 'Request for information' }),
      ],
    },
    'request-registration': requestNode('REGISTRATION'),
    'request-identity': requestNode('IDENTITY_CHANGE'),
    'request-facility': requestNode('FACILITY_CHANGE'),
    'request-claim': requestNode('CLAIM'),
    'request-information': requestNode('INFORMATION'),
    officer: { kind: 'action', action: { type: 'handOff', skill: 'general' } },
  },
  articles: {
    hours: {
      title: { id: 'Jam layanan', en: 'Service hours' },
      body: {
        id: 'Surel dibaca Senin-Jumat, 08.00-15.00 waktu setempat, dan dijawab dalam satu hari kerja. Care Center 165: 24 jam.',
        en: 'Mail is read Monday to Friday, 08:00-15:00 local time, and answered within one working day. Care Center 165: 24 hours.',
      },
    },
    registration: {
      title: { id: 'Cara mendaftar', en: 'How to register' },
      body: {
        id: 'Siapkan KTP, Kartu Keluarga, dan nomor rekening. Daftar lewat Mobile JKN, situs web, kantor cabang, atau WhatsApp PANDAWA.',
        en: 'Have your identity card, family card and account number ready. Register in Mobile JKN, on the website, at a branch office or by WhatsApp PANDAWA.',
      },
    },
    rights: standardArticles.rights,
  },
  commands: standardCommands,
  texts: {
    ...standardTexts,
    greeting: {
      id: 'Terima kasih atas surat Anda. Ini jawaban otomatis; surat Anda sudah kami terima.',
      en: 'Thank you for your letter. This is an automatic answer; we have received your letter.',
    },
    invalidChoice: {
      id: 'Pilihan itu tidak ada. Balas dengan salah satu nomor, di baris pertama.',
      en: 'There is no such choice. Please answer with one of the numbers, in the first line.',
    },
    unreadable: {
      id: 'Lampiran Anda kami simpan untuk petugas. Jawab pertanyaan di atas dengan teks.',
      en: 'We keep your attachment for an officer. Please answer the question above as text.',
    },
    complaintResolved: {
      id: 'Pengaduan {ticket} dinyatakan selesai:\n{text}\nBelum selesai? Balas surat ini.',
      en: 'Complaint {ticket} is declared solved:\n{text}\nNot solved yet? Answer this letter.',
    },
    handedOff: {
      id: 'Surat Anda kami teruskan kepada petugas. Jawaban menyusul dalam satu hari kerja.',
      en: 'We have passed your letter to an officer. The answer follows within one working day.',
    },
  },
};
