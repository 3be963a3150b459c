import type { Text } from '../sdk/index.js';

/** Something that an employer should know. */
export interface Article {
  readonly id: string;
  readonly title: Text;
  readonly body: Text;
}

/** Information of the portal. */
export const articles: readonly Article[] = [
  {
    id: 'worker-list',
    title: { id: 'Melaporkan daftar pekerja', en: 'Reporting the worker list' },
    body: {
      id: 'Kirim satu berkas CSV yang memuat SEMUA pekerja. Pekerja yang tidak tercantum lagi dianggap keluar. Berkas berlaku seluruhnya atau tidak sama sekali; bila ada baris yang salah, perbaiki baris itu dan kirim lagi.',
      en: 'Send one CSV file with ALL workers. Workers who are no longer listed count as having left. The file comes into force as a whole or not at all; where rows are wrong, correct them and send it again.',
    },
  },
  {
    id: 'contributions',
    title: { id: 'Iuran dan jatuh tempo', en: 'Contributions and due dates' },
    body: {
      id: 'Iuran JKN dibayar paling lambat tanggal 10 setiap bulan; iuran BPJS Ketenagakerjaan paling lambat tanggal 15 bulan berikutnya, atau hari kerja berikutnya bila hari libur. Rincian menurut tanggal ada pada sippContributionRules.',
      en: 'JKN contributions are paid by the 10th of each month; those of the employment programmes by the 15th of the following month, or the next working day after a holiday. sippContributionRules has the details by date.',
    },
  },
  {
    id: 'corrections',
    title: { id: 'Pekerja masuk, keluar, dan perubahan upah', en: 'Workers who join or leave, and changed wages' },
    body: {
      id: 'Perbarui daftar setiap kali ada pekerja masuk atau keluar dan setiap perubahan upah. Jawaban menyebutkan berapa yang baru, berubah, tetap, dan keluar.',
      en: 'Update the list whenever workers join or leave and whenever wages change. The answer says how many were added, changed, unchanged and removed.',
    },
  },
  {
    id: 'complaints',
    title: { id: 'Pengaduan pemberi kerja', en: 'Complaints of employers' },
    body: {
      id: 'Ajukan pengaduan dengan fileComplaint dan channelId saluran ini. Setiap pengaduan mendapat tiket; hanya Anda dan petugas yang melihatnya.',
      en: 'File a complaint by fileComplaint with the channelId of this channel. Every complaint gets a ticket; you and the officers alone see it.',
    },
  },
  {
    id: 'data-protection',
    title: { id: 'Perlindungan data pekerja', en: 'Protection of workers’ data' },
    body: {
      id: 'NIK disimpan tersandi dan ditampilkan tersamar. Kirim hanya kolom yang diminta, dan hapus salinan berkas setelah daftar berlaku (UU 27/2022).',
      en: 'The NIK is stored encrypted and shown masked. Send the columns asked for only, and delete copies of the file once the list is in force (Law 27/2022).',
    },
  },
];
