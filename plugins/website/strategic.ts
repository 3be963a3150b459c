import type { StrategicLevel } from '../sdk/index.js';

/** The promise of the channel. */
export const strategic: StrategicLevel = {
  valueProposition: {
    convenience: {
      id: 'Bertanya dan mengadu dari halaman yang sedang dibaca, tanpa aplikasi dan tanpa akun.',
      en: 'Ask and complain on the page that you are reading, without an app and without an account.',
    },
    speed: {
      id: 'Menu menjawab sepanjang waktu; petugas membalas dalam 30 menit pada jam layanan.',
      en: 'The menu answers round the clock; an officer replies within 30 minutes during service hours.',
    },
    certainty: {
      id: 'Setiap pengaduan langsung mendapat tiket dan PIN untuk dilacak.',
      en: 'Every complaint gets a ticket and a PIN at once, to be tracked.',
    },
  },
  serviceStandard: { officerResponse: 'PT30M', participantResponse: 'PT30M' },
  commitments: [
    {
      behaviour: 'FAIR',
      text: {
        id: 'Dapat dipakai semua orang: dengan papan ketik, pembaca layar, dan huruf besar.',
        en: 'Usable by everybody: with a keyboard, a screen reader and large letters.',
      },
    },
    {
      behaviour: 'INFORMATIVE',
      text: {
        id: 'Informasi publik dijawab langsung, dalam bahasa Indonesia dan Inggris.',
        en: 'Public information is answered at once, in Indonesian and English.',
      },
    },
    { behaviour: 'RESPONSIVE', text: { id: 'Membalas dalam 30 menit.', en: 'Reply within 30 minutes.' } },
  ],
};
