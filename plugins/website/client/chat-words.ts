/** The languages of the widget. */
export type Language = 'id' | 'en';

const words = {
  title: { id: 'Obrolan layanan', en: 'Service chat' },
  open: { id: 'Buka obrolan', en: 'Open the chat' },
  openUnread: { id: 'Buka obrolan, {count} pesan baru', en: 'Open the chat, {count} new messages' },
  close: { id: 'Tutup obrolan', en: 'Close the chat' },
  language: { id: 'Bahasa', en: 'Language' },
  log: { id: 'Percakapan', en: 'Conversation' },
  you: { id: 'Anda', en: 'You' },
  hub: { id: 'Layanan', en: 'Service' },
  choices: { id: 'Pilihan jawaban', en: 'Choices' },
  label: { id: 'Tulis pesan', en: 'Write a message' },
  send: { id: 'Kirim', en: 'Send' },
  sending: { id: 'Mengirim…', en: 'Sending…' },
  waiting: { id: 'Belum terkirim, dicoba lagi…', en: 'Not sent yet, trying again…' },
  failed: { id: 'Tidak terkirim.', en: 'Not sent.' },
  again: { id: 'Kirim lagi', en: 'Send again' },
  consentTitle: { id: 'Sebelum mulai', en: 'Before we start' },
  consent: {
    id: 'Pesan Anda disimpan dan dibaca petugas untuk menjawab Anda (UU 27/2022). Jangan tuliskan NIK, nomor kartu, atau data kesehatan yang tidak perlu. Anda dapat menghapus jejak obrolan dari perangkat ini kapan saja. Berkas tidak dapat diunggah di sini.',
    en: 'Your messages are kept and read by officers in order to answer you (Law 27/2022). Do not write identity or card numbers, or health data that is not needed. You can remove the trace of the chat from this device at any time. Files cannot be uploaded here.',
  },
  privacy: { id: 'Pemberitahuan privasi', en: 'Privacy notice' },
  accept: { id: 'Setuju dan mulai', en: 'Agree and start' },
  forget: { id: 'Akhiri dan hapus dari perangkat ini', en: 'End and remove from this device' },
  forgotten: { id: 'Jejak obrolan dihapus dari perangkat ini.', en: 'The chat was removed from this device.' },
  connecting: { id: 'Menghubungkan…', en: 'Connecting…' },
  online: { id: 'Terhubung', en: 'Connected' },
  offline: { id: 'Sambungan terputus, mencoba lagi…', en: 'The connection is lost, trying again…' },
  refused: { id: 'Obrolan tidak dapat dimulai di halaman ini.', en: 'The chat cannot be started on this page.' },
  automatic: { id: 'Tunggu sebentar, lalu tekan lagi.', en: 'Wait a moment, then press again.' },
  closedNow: {
    id: 'Petugas sedang tidak bertugas. Menu tetap menjawab sepanjang waktu, atau tulis lewat formulir:',
    en: 'No officer is on duty now. The menu answers round the clock, or write by form:',
  },
  closedUntil: {
    id: 'Petugas bertugas lagi {when}. Menu tetap menjawab sepanjang waktu, atau tulis lewat formulir:',
    en: 'Officers are back {when}. The menu answers round the clock, or write by form:',
  },
  complaintForm: { id: 'Formulir pengaduan', en: 'Complaint form' },
  informationForm: { id: 'Permintaan informasi', en: 'Information request' },
} as const;
export type Word = keyof typeof words;

/** A text of the widget, with its `{placeholder}`s filled. */
export function say(word: Word, language: Language, values: Readonly<Record<string, string>> = {}): string {
  return words[word][language].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
