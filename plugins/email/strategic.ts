import type { StrategicLevel } from '../sdk/index.js';

/** The promise of the channel: written, at length, with documents, answered within one working day. */
export const strategic: StrategicLevel = {
  valueProposition: {
    convenience: {
      id: 'Tulis kapan saja, selengkap yang diperlukan, dan lampirkan dokumen.',
      en: 'Write at any time, at any length, and attach documents.',
    },
    speed: {
      id: 'Petugas menjawab dalam satu hari kerja.',
      en: 'An officer answers within one working day.',
    },
    certainty: {
      id: 'Setiap surat tersimpan dalam satu utas; setiap pengaduan mendapat tiket.',
      en: 'Every letter is kept in one thread; every complaint gets a ticket.',
    },
  },
  serviceStandard: { officerResponse: 'PT24H' },
  commitments: [
    {
      behaviour: 'INFORMATIVE',
      text: { id: 'Menjawab lengkap dalam satu surat.', en: 'Answer in full in one letter.' },
    },
    {
      behaviour: 'QUICK_AND_ACCURATE',
      text: {
        id: 'Menjawab dalam satu hari kerja dengan data yang diperiksa.',
        en: 'Answer within one working day from checked data.',
      },
    },
    { behaviour: 'FAIR', text: { id: 'Melayani tanpa membedakan.', en: 'Serve without discrimination.' } },
  ],
};
