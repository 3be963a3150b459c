import type { StrategicLevel } from '../sdk/index.js';

/** The promise of the app: every service in one place, seen as it moves. */
export const strategic: StrategicLevel = {
  valueProposition: {
    convenience: {
      id: 'Semua layanan kepesertaan dalam satu aplikasi, kapan saja dan di mana saja.',
      en: 'Every membership service in one app, at any time and in any place.',
    },
    speed: {
      id: 'Nomor antrean dan tagihan langsung terlihat; petugas menjawab pesan dalam 30 menit pada jam layanan.',
      en: 'Queue number and bill are shown at once; an officer answers a message within 30 minutes during service hours.',
    },
    certainty: {
      id: 'Setiap permohonan, klaim, dan pengaduan dapat dilacak langkah demi langkah.',
      en: 'Every request, claim and complaint can be tracked step by step.',
    },
  },
  serviceStandard: { officerResponse: 'PT30M', participantResponse: 'PT24H' },
  commitments: [
    {
      behaviour: 'QUICK_AND_ACCURATE',
      text: { id: 'Memberi tahu setiap perubahan status saat itu juga.', en: 'Tell every change of status at once.' },
    },
    {
      behaviour: 'INFORMATIVE',
      text: {
        id: 'Menjelaskan alasan setiap keputusan dengan bahasa sederhana.',
        en: 'Explain the reason for every decision in simple words.',
      },
    },
    { behaviour: 'FAIR', text: { id: 'Melayani tanpa membedakan.', en: 'Serve without discrimination.' } },
  ],
};
