import type { StrategicLevel } from '../sdk/index.js';

/** The promise of the employer portal. */
export const strategic: StrategicLevel = {
  valueProposition: {
    convenience: {
      id: 'Laporkan semua pekerja dengan satu berkas, kapan saja, tanpa datang ke kantor.',
      en: 'Report all workers with one file, at any time, without a visit to the office.',
    },
    speed: {
      id: 'Daftar 10.000 pekerja diperiksa dan berlaku dalam hitungan detik.',
      en: 'A list of 10,000 workers is checked and in force within seconds.',
    },
    certainty: {
      id: 'Setiap kesalahan disebutkan baris demi baris; daftar berlaku seluruhnya atau tidak sama sekali.',
      en: 'Every error is named row by row; a list comes into force as a whole or not at all.',
    },
  },
  serviceStandard: { officerResponse: 'P1D', resolution: 'P14D' },
  commitments: [
    {
      behaviour: 'QUICK_AND_ACCURATE',
      text: {
        id: 'Memeriksa setiap baris dan menyebutkan apa yang harus diperbaiki.',
        en: 'Check every row and say what has to be corrected.',
      },
    },
    {
      behaviour: 'INFORMATIVE',
      text: {
        id: 'Menyediakan iuran, tanggal jatuh tempo, dan aturan yang berlaku dengan sumbernya.',
        en: 'Offer contributions, due dates and the rules in force with their sources.',
      },
    },
    {
      behaviour: 'FAIR',
      text: {
        id: 'Melayani pemberi kerja kecil dan besar dengan cara yang sama.',
        en: 'Serve small and large employers in the same way.',
      },
    },
  ],
};
