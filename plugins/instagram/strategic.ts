import type { StrategicLevel } from '../sdk/index.js';

/** The promise of the channel: reach and first answers. Service itself goes on where identity can be checked. */
export const strategic: StrategicLevel = {
  valueProposition: {
    convenience: {
      id: 'Temukan informasi dan bertanya langsung dari Instagram.',
      en: 'Find information and ask questions right from Instagram.',
    },
    speed: {
      id: 'Komentar dan pesan dijawab petugas pada jam layanan.',
      en: 'Comments and messages are answered by officers during service hours.',
    },
    certainty: {
      id: 'Data pribadi tidak pernah dibahas di komentar; petugas melanjutkannya lewat pesan pribadi.',
      en: 'Personal data is never discussed in comments; officers continue by private message.',
    },
  },
  serviceStandard: { officerResponse: 'PT24H' },
  commitments: [
    {
      behaviour: 'INFORMATIVE',
      text: {
        id: 'Menyampaikan informasi yang benar dan mudah dipahami.',
        en: 'Give information that is right and easy to understand.',
      },
    },
    {
      behaviour: 'RESPONSIVE',
      text: { id: 'Menjawab komentar dan pesan dalam 24 jam.', en: 'Answer comments and messages within 24 hours.' },
    },
    {
      behaviour: 'FAIR',
      text: {
        id: 'Data demografi hanya dipakai untuk memperluas jangkauan, bukan untuk membedakan.',
        en: 'Audience figures are used to widen reach, never to discriminate.',
      },
    },
  ],
};
