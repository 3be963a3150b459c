import { parseMenu, type Menu } from '../../../plugins/sdk/index.js';

const same = (text: string) => ({ id: text, en: `${text} (en)` });

/** A menu for tests that uses every kind of node, question and action once or more. */
export const exampleMenu: Menu = parseMenu({
  version: 'example-1',
  start: 'start',
  nodes: {
    start: {
      kind: 'choices',
      text: { id: 'Silakan pilih layanan.', en: 'Please choose a service.' },
      button: { id: 'Pilih layanan', en: 'Choose a service' },
      choices: [
        { id: 'information', label: { id: 'Informasi', en: 'Information' }, keypad: '1', next: 'information' },
        { id: 'complaint', label: { id: 'Pengaduan', en: 'Complaint' }, keypad: '2', next: 'complaint' },
        { id: 'registration', label: { id: 'Pendaftaran', en: 'Registration' }, keypad: '3', next: 'registration' },
        {
          id: 'officer',
          label: { id: 'Bicara dengan petugas', en: 'Talk to an officer' },
          keypad: '4',
          next: 'officer',
        },
        { id: 'english', label: { id: 'English', en: 'Bahasa Indonesia' }, keypad: '5', next: 'english' },
        { id: 'done', label: { id: 'Selesai', en: 'Done' }, keypad: '9', next: 'done' },
      ],
    },
    information: {
      kind: 'choices',
      text: { id: 'Informasi apa?', en: 'Which information?' },
      choices: [
        { id: 'contribution', label: { id: 'Iuran', en: 'Contribution' }, keypad: '1', next: 'contribution' },
        { id: 'rights', label: { id: 'Hak peserta', en: 'Rights' }, keypad: '2', next: 'rights' },
      ],
    },
    contribution: { kind: 'action', action: { type: 'article', id: 'contribution' } },
    rights: { kind: 'action', action: { type: 'article', id: 'rights' }, next: 'start' },
    complaint: {
      kind: 'script',
      questions: [
        {
          kind: 'choice',
          field: 'category',
          text: { id: 'Keluhan tentang apa?', en: 'What is it about?' },
          invalid: { id: 'Pilih satu kategori.', en: 'Choose one category.' },
          choices: [
            { value: 'QUEUE', label: { id: 'Antrean', en: 'Queue' }, keypad: '1' },
            { value: 'MEDICINE', label: { id: 'Obat', en: 'Medicine' }, keypad: '2' },
          ],
        },
        {
          kind: 'region',
          field: 'region',
          text: { id: 'Di kabupaten/kota mana?', en: 'In which regency?' },
          invalid: { id: 'Kabupaten/kota tidak dikenal.', en: 'This regency is unknown.' },
          when: [{ fact: 'region', is: 'unknown' }],
        },
        {
          kind: 'text',
          field: 'description',
          text: { id: 'Ceritakan keluhan Anda.', en: 'Tell us what happened.' },
          invalid: { id: 'Minimal 10 huruf.', en: 'At least 10 letters.' },
          minLength: 10,
          maxLength: 500,
        },
      ],
      action: { type: 'fileComplaint', category: 'category', description: 'description', region: 'region' },
    },
    registration: {
      kind: 'script',
      questions: [
        {
          kind: 'text',
          field: 'nationalId',
          text: { id: 'NIK (16 digit)?', en: 'NIK (16 digits)?' },
          invalid: { id: 'NIK terdiri dari 16 digit.', en: 'A NIK has 16 digits.' },
          pattern: '\\d{16}',
        },
        {
          kind: 'date',
          field: 'birthDate',
          range: 'past',
          text: { id: 'Tanggal lahir?', en: 'Date of birth?' },
          invalid: { id: 'Tulis tanggal-bulan-tahun.', en: 'Write day-month-year.' },
        },
        {
          kind: 'number',
          field: 'family',
          minimum: 0,
          maximum: 10,
          optional: true,
          text: { id: 'Berapa anggota keluarga?', en: 'How many family members?' },
          invalid: { id: 'Tulis angka 0-10.', en: 'Write a number 0-10.' },
        },
      ],
      action: { type: 'openServiceRequest', kind: 'REGISTRATION', code: 'A' },
      done: { id: 'Terima kasih.', en: 'Thank you.' },
      next: 'start',
    },
    officer: { kind: 'action', action: { type: 'handOff', skill: 'general' } },
    english: { kind: 'action', action: { type: 'setLanguage', language: 'en' } },
    done: { kind: 'action', action: { type: 'close' } },
  },
  articles: {
    contribution: { title: same('Iuran'), body: same('Iuran dibayar paling lambat tanggal 10.') },
    rights: { title: same('Hak peserta'), body: same('Setiap peserta dilayani tanpa diskriminasi.') },
  },
  commands: {
    menu: ['menu', '0'],
    cancel: ['batal', 'cancel'],
    skip: ['lewati', 'skip'],
    language: { id: ['bahasa'], en: ['english'] },
  },
  texts: {
    greeting: { id: 'Selamat datang.', en: 'Welcome.' },
    invalidChoice: { id: 'Pilihan tidak dikenal.', en: 'This is no choice.' },
    unreadable: { id: 'Kami belum bisa membaca pesan ini.', en: 'We cannot read this message.' },
    cancelled: { id: 'Dibatalkan.', en: 'Cancelled.' },
    complaintReceived: { id: 'Keluhan dicatat.', en: 'Your complaint was taken down.' },
    complaintFiled: { id: 'Tiket {ticket}, PIN {pin}.', en: 'Ticket {ticket}, pin {pin}.' },
    complaintResponded: { id: 'Jawaban {ticket}: {text}', en: 'Answer {ticket}: {text}' },
    complaintResolved: { id: 'Selesai {ticket}: {text}. Sudah benar?', en: 'Solved {ticket}: {text}. Is it?' },
    serviceRequestOpened: { id: 'Nomor permohonan {reference}.', en: 'Request number {reference}.' },
    handedOff: { id: 'Petugas akan membalas.', en: 'An officer will answer.' },
    closed: { id: 'Sampai jumpa.', en: 'Goodbye.' },
  },
});
