import type { Language } from '../../../../plugins/sdk/index.js';

/** Frequent words that tell the two languages apart; words of both (`data`, `menu`, `status`) are left out. */
const words: Readonly<Record<Language, ReadonlySet<string>>> = {
  id: new Set(
    (
      'saya aku kami anda kamu ingin mau minta tolong bisa tidak gak nggak belum sudah yang dan atau dengan untuk dari ke di ini itu apa ' +
      'apakah bagaimana gimana kenapa mengapa kapan dimana mana siapa halo hai selamat pagi siang sore malam terima kasih makasih mohon ' +
      'bantu bantuan keluhan pengaduan informasi pendaftaran daftar kartu iuran bayar peserta pak bu ibu bapak kak assalamualaikum permisi ' +
      'bahasa lapor antri antrean obat dokter rumah sakit puskesmas petugas layanan'
    ).split(' '),
  ),
  en: new Set(
    (
      'i my me we you your want need please can cannot could would the a an and or with for from to in is are was do does did not what how ' +
      'why when where who hello hi hey good morning afternoon evening night thanks thank help complaint complain information ' +
      'registration register card payment pay member english report queue medicine doctor hospital officer service'
    ).split(' '),
  ),
};

/** The language a text is written in, by its frequent words; null when neither has at least `lead` more of them. */
export function detectLanguage(text: string, lead = 1): Language | null {
  const found = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const score = (language: Language) => found.filter((word) => words[language].has(word)).length;
  const difference = score('id') - score('en');
  if (Math.abs(difference) < lead) return null;
  return difference > 0 ? 'id' : 'en';
}
