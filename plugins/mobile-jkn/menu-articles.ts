import type { Menu } from '../sdk/index.js';

/** Public information that the chat gives. Amounts and rules: Perpres 82/2018 and 64/2020. */
export const articles: Menu['articles'] = {
  contribution: {
    title: { id: 'Iuran', en: 'Contribution' },
    body: {
      id: 'Iuran peserta mandiri per orang per bulan: kelas I Rp150.000, kelas II Rp100.000, kelas III Rp35.000 (setelah bantuan). Bayar paling lambat tanggal 10. Tagihan dan riwayat pembayaran ada di menu Pembayaran.',
      en: 'Contribution of the self-employed per person and month: class I Rp150,000, class II Rp100,000, class III Rp35,000 (after subsidy). Pay by the 10th. Bill and payments stand under Payment.',
    },
  },
  facility: {
    title: { id: 'Pindah faskes', en: 'Change of facility' },
    body: {
      id: 'Fasilitas kesehatan tingkat pertama dapat diganti paling cepat 3 bulan setelah penggantian sebelumnya, melalui menu Perubahan Data Peserta. Peserta PBI serta anggota TNI dan Polri: hubungi petugas.',
      en: 'The first-level facility can be changed at least 3 months after the change before, under Change of data. Participants of PBI and members of TNI and Polri: ask an officer.',
    },
  },
  appointment: {
    title: { id: 'Antrean', en: 'Queue' },
    body: {
      id: 'Ambil nomor antrean di menu Pendaftaran Pelayanan: pilih faskes, poli, dan tanggal. Satu nomor per poli per hari.',
      en: 'Take a queue number under Appointment: choose facility, clinic and day. One number per clinic and day.',
    },
  },
  claim: {
    title: { id: 'Klaim', en: 'Claims' },
    body: {
      id: 'Setiap langkah klaim terlihat di menu Lacak Klaim, lengkap dengan tanggal dan catatan petugas.',
      en: 'Every step of a claim is shown under Track a claim, with its date and what the officer noted.',
    },
  },
  rights: {
    title: { id: 'Hak dan pengaduan', en: 'Rights and complaints' },
    body: {
      id: 'Setiap peserta berhak atas layanan yang sama. Pengaduan diverifikasi dalam 3 hari kerja dan mulai ditindaklanjuti dalam 5 hari kerja.',
      en: 'Every participant has the right to equal service. A complaint is verified within 3 working days and followed up within 5.',
    },
  },
};
