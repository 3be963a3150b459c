import type { Menu, MenuNode } from './menu.js';
import type { Text } from './text.js';

/** The words that a channel of typed messages understands everywhere. */
export const standardCommands: Menu['commands'] = {
  menu: ['menu', '0'],
  cancel: ['batal', 'cancel'],
  skip: ['lewati', 'skip'],
  language: { id: ['bahasa', 'indonesia'], en: ['english', 'inggris'] },
};

/** Fixed texts of a written conversation; a channel replaces what it says in its own way, at least the greeting. */
export const standardTexts: Omit<Menu['texts'], 'greeting'> = {
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
};

/** Public information that is the same on every written channel. Contributions: Perpres 64/2020, the self-employed. */
export const standardArticles = {
  contribution: {
    title: { id: 'Iuran', en: 'Contributions' },
    body: {
      id: 'Iuran peserta mandiri per orang per bulan: kelas I Rp150.000, kelas II Rp100.000, kelas III Rp35.000 (setelah bantuan). Bayar paling lambat tanggal 10 setiap bulan.',
      en: 'Contribution of the self-employed per person and month: class I Rp150,000, class II Rp100,000, class III Rp35,000 (after subsidy). Pay by the 10th of each month.',
    },
  },
  rights: {
    title: { id: 'Hak dan pengaduan', en: 'Rights and complaints' },
    body: {
      id: 'Setiap peserta berhak atas layanan yang sama. Pengaduan diverifikasi dalam 3 hari kerja dan mulai ditindaklanjuti dalam 5 hari kerja. Lacak pengaduan Anda dengan tiket dan PIN.',
      en: 'Every participant has the right to equal service. A complaint is verified within 3 working days and followed up within 5. Track yours with its ticket and PIN.',
    },
  },
} satisfies Menu['articles'];

/** Sends an article, then shows a node again. */
export const articleNode = (id: string, next = 'information'): MenuNode => ({
  kind: 'action',
  action: { type: 'article', id },
  next,
});

/** A category of the complaints subgraph with its words. */
export interface ComplaintCategory {
  readonly value: string;
  readonly label: Text;
  readonly description?: Text;
}

/** What most complaints are about. */
export const complaintCategories: readonly ComplaintCategory[] = [
  {
    value: 'SERVICE',
    label: { id: 'Pelayanan', en: 'Service' },
    description: { id: 'Sikap atau kecepatan petugas', en: 'Conduct or speed of staff' },
  },
  {
    value: 'FACILITY',
    label: { id: 'Fasilitas kesehatan', en: 'Health facility' },
    description: { id: 'Rumah sakit, puskesmas, klinik', en: 'Hospital, health centre, clinic' },
  },
  {
    value: 'MEMBERSHIP',
    label: { id: 'Kepesertaan', en: 'Membership' },
    description: { id: 'Kartu, data, status', en: 'Card, data, status' },
  },
  {
    value: 'PAYMENT',
    label: { id: 'Iuran & pembayaran', en: 'Contribution & payment' },
    description: { id: 'Tagihan, tunggakan, autodebit', en: 'Bill, arrears, direct debit' },
  },
  {
    value: 'CLAIM',
    label: { id: 'Klaim', en: 'Claim' },
    description: { id: 'Penjaminan atau manfaat', en: 'Coverage or benefit' },
  },
  {
    value: 'OTHER',
    label: { id: 'Lainnya', en: 'Something else' },
    description: { id: 'Di luar kategori di atas', en: 'None of the above' },
  },
];

/** What a channel asks in its own way. */
export interface ComplaintScript {
  readonly categories?: readonly ComplaintCategory[];
  readonly ask?: Text;
  readonly invalid?: Text;
}

/** Takes down a complaint in writing: category, what happened, and the regency where the hub does not know it. */
export function complaintScript({ categories = complaintCategories, ask, invalid }: ComplaintScript = {}): MenuNode {
  return {
    kind: 'script',
    questions: [
      {
        field: 'category',
        kind: 'choice',
        text: ask ?? { id: 'Pengaduan Anda mengenai apa?', en: 'What is your complaint about?' },
        invalid: invalid ?? { id: 'Pilih salah satu kategori.', en: 'Please choose one of the categories.' },
        button: { id: 'Pilih kategori', en: 'Choose a category' },
        choices: categories.map((category, index) => ({ ...category, keypad: String(index + 1) })),
      },
      {
        field: 'description',
        kind: 'text',
        text: {
          id: 'Ceritakan apa yang terjadi: kapan, di mana, dan siapa yang terlibat.',
          en: 'Please tell us what happened: when, where and who was involved.',
        },
        invalid: {
          id: 'Tuliskan keluhan Anda dengan 3 sampai 4000 huruf.',
          en: 'Please describe it in 3 to 4000 letters.',
        },
        minLength: 3,
        maxLength: 4000,
      },
      {
        field: 'region',
        kind: 'region',
        text: {
          id: 'Di kabupaten atau kota mana hal ini terjadi? Tuliskan namanya, misalnya: Kota Pontianak.',
          en: 'In which regency or city did this happen? Please write its name, such as: Kota Pontianak.',
        },
        invalid: {
          id: 'Kabupaten atau kota itu tidak kami temukan. Tuliskan nama lengkapnya.',
          en: 'We did not find that regency or city. Please write its full name.',
        },
        when: [{ fact: 'region', is: 'unknown' }],
      },
    ],
    action: { type: 'fileComplaint', category: 'category', description: 'description', region: 'region' },
  };
}
