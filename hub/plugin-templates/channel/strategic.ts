import type { StrategicLevel } from '../../../plugins/sdk/index.js';

/** The promise of the channel, in Indonesian and English. */
export const strategic: StrategicLevel = {
  valueProposition: {
    convenience: { id: 'Hubungi kami dari ponsel Anda.', en: 'Reach us from your phone.' },
    speed: { id: 'Petugas menjawab dalam 30 menit pada jam layanan.', en: 'An officer answers within 30 minutes.' },
    certainty: { id: 'Setiap pengaduan mendapat tiket.', en: 'Every complaint gets a ticket.' },
  },
  serviceStandard: { officerResponse: 'PT30M' },
  commitments: [
    {
      behaviour: 'RESPONSIVE',
      text: { id: 'Membalas dalam 30 menit pada jam layanan.', en: 'Answer within 30 minutes during service hours.' },
    },
  ],
};
