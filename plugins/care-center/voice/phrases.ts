import type { Choice, Language, Text } from '../../sdk/index.js';

/** What the channel itself says, besides the menu and the hub. Written to be heard. */
export const phrases = {
  hold: { id: 'Mohon tunggu sebentar.', en: 'Please hold for a moment.' },
  holdLong: {
    id: 'Maaf, jawabannya belum siap. Permintaan Anda tetap diproses.',
    en: 'Sorry, the answer is not ready yet. Your request is still being worked on.',
  },
  unheard: { id: 'Maaf, kami tidak mendengar jawaban.', en: 'Sorry, we did not hear an answer.' },
  next: {
    id: 'Tekan nol untuk menu utama, atau tutup telepon bila sudah selesai.',
    en: 'Press zero for the main menu, or hang up if you are done.',
  },
  goodbye: {
    id: 'Terima kasih telah menghubungi Care Center 165. Sampai jumpa.',
    en: 'Thank you for calling Care Center 165. Goodbye.',
  },
  endWithHash: { id: 'Akhiri dengan tanda pagar.', en: 'End with the hash key.' },
  consent: {
    id: 'Percakapan dengan petugas dapat direkam untuk menjaga mutu layanan. Tekan satu bila Anda setuju direkam, atau dua bila tidak. Layanannya sama.',
    en: 'The talk with the officer may be recorded to keep up the quality of service. Press one if you agree to be recorded, or two if not. The service is the same.',
  },
  again: { id: 'Saya ulangi: {part}', en: 'Once more: {part}' },
  consented: { id: 'Terima kasih. Percakapan akan direkam.', en: 'Thank you. The talk will be recorded.' },
  unrecorded: { id: 'Baik. Percakapan tidak direkam.', en: 'All right. The talk will not be recorded.' },
  waiting: {
    id: 'Anda masih dalam antrean. Terima kasih atas kesabaran Anda.',
    en: 'You are still in the queue. Thank you for your patience.',
  },
  leaveQueue: {
    id: 'Tekan nol untuk keluar dari antrean dan kembali ke menu utama.',
    en: 'Press zero to leave the queue and go back to the main menu.',
  },
  queueFailed: {
    id: 'Maaf, antrean sedang tidak dapat menerima panggilan.',
    en: 'Sorry, the queue cannot take calls at the moment.',
  },
  dialAgain: {
    id: 'Petugas belum menjawab. Kami mencoba lagi.',
    en: 'The officer has not answered yet. We are trying again.',
  },
  dialFailed: {
    id: 'Maaf, petugas tidak dapat dihubungi.',
    en: 'Sorry, the officer cannot be reached.',
  },
  leaveMessage: {
    id: 'Silakan tinggalkan pesan setelah nada, lalu tekan pagar.',
    en: 'Please leave a message after the tone, then press the hash key.',
  },
  messageKept: { id: 'Pesan Anda sudah kami simpan.', en: 'Your message has been kept.' },
  trouble: { id: 'Maaf, ada gangguan pada sistem kami.', en: 'Sorry, there is a fault in our system.' },
} as const satisfies Readonly<Record<string, Text>>;

/** How long somebody has waited, in whole minutes; nothing within the first one. */
export function waitedText(seconds: number, language: Language): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return '';
  if (language === 'en') return ` You have waited for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
  return ` Anda sudah menunggu ${minutes} menit.`;
}

const keyNames: Readonly<Record<string, Text>> = {
  '*': { id: 'bintang', en: 'star' },
  '#': { id: 'pagar', en: 'hash' },
};

/** One choice as it is heard: first what it is, then its key. */
export function choiceText({ id, title }: Choice, key: string, language: Language): string {
  const name = keyNames[key]?.[language] ?? key;
  // "Is that right?" is answered by a word, not by a thing that is wanted.
  if (id.startsWith('confirm:')) return `${title}: ${language === 'en' ? 'press' : 'tekan'} ${name}.`;
  return language === 'en' ? `For ${title}, press ${name}.` : `Untuk ${title}, tekan ${name}.`;
}

const dash: Text = { id: 'strip', en: 'dash' };

/** A ticket, pin or reference sign by sign, with pauses, so that it can be written down: `K, strip, 7, F`. */
export function spelled(code: string, language: Language): string {
  return [...code].map((sign) => (sign === '-' ? dash[language] : sign)).join(', ');
}
