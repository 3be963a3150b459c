import type { StrategicLevel } from '../sdk/index.js';

/** The promise of Care Center 165: a person or a ticket at any hour. */
export const strategic: StrategicLevel = {
  valueProposition: {
    convenience: {
      id: 'Satu nomor, 165, dari telepon apa pun, 24 jam setiap hari, tanpa aplikasi dan tanpa internet.',
      en: 'One number, 165, from any telephone, 24 hours every day, without an app and without the internet.',
    },
    speed: {
      id: 'Informasi langsung terdengar; petugas menjawab dalam 3 menit.',
      en: 'Information is heard at once; an officer answers within 3 minutes.',
    },
    certainty: {
      id: 'Pengaduan lewat telepon mendapat tiket dan PIN sebelum telepon ditutup.',
      en: 'A complaint by telephone gets its ticket and PIN before the call ends.',
    },
  },
  serviceStandard: { hours: 'ALWAYS', officerResponse: 'PT3M', resolution: 'P3D' },
  commitments: [
    {
      behaviour: 'FRIENDLY',
      text: {
        id: 'Menyapa setiap penelepon, menyebut nama sendiri, dan menutup dengan terima kasih.',
        en: 'Greet every caller, give your own name, and close with thanks.',
      },
    },
    {
      behaviour: 'PATIENT',
      text: {
        id: 'Mengulang dengan tenang apa yang belum jelas terdengar.',
        en: 'Calmly repeat what was not heard clearly.',
      },
    },
    {
      behaviour: 'FLUENT',
      text: { id: 'Menjelaskan program dengan kalimat pendek.', en: 'Explain the programme in short sentences.' },
    },
    {
      behaviour: 'FAIR',
      text: {
        id: 'Melayani menurut urutan, sama bagi semua; rekaman hanya dengan persetujuan.',
        en: 'Serve in turn, the same for all; record only with consent.',
      },
    },
  ],
};
