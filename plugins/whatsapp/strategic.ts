import type { StrategicLevel } from '../sdk/index.js';

/** The promise of the channel: 30 minutes for the officer and 30 for the participant (digital operational standard). */
export const strategic: StrategicLevel = {
  valueProposition: {
    convenience: {
      id: 'Urus kepesertaan dari ponsel, tanpa datang ke kantor.',
      en: 'Handle your membership from your phone, without a visit to the office.',
    },
    speed: {
      id: 'Petugas menjawab dalam 30 menit pada jam layanan.',
      en: 'An officer answers within 30 minutes during service hours.',
    },
    certainty: {
      id: 'Setiap pengaduan mendapat tiket dan dapat dilacak.',
      en: 'Every complaint gets a ticket and can be tracked.',
    },
  },
  serviceStandard: { hours: 'PANDAWA', officerResponse: 'PT30M', participantResponse: 'PT30M' },
  commitments: [
    {
      behaviour: 'FRIENDLY',
      text: {
        id: 'Menyapa dan menutup percakapan dengan ramah.',
        en: 'Greet and close every conversation in a friendly way.',
      },
    },
    { behaviour: 'RESPONSIVE', text: { id: 'Membalas dalam 30 menit.', en: 'Answer within 30 minutes.' } },
    { behaviour: 'FAIR', text: { id: 'Melayani tanpa membedakan.', en: 'Serve without discrimination.' } },
  ],
};
