import type { MenuNode, MenuQuestion, ServiceRequestKind } from '../sdk/index.js';

const nameQuestion: MenuQuestion = {
  field: 'fullName',
  kind: 'text',
  text: { id: 'Siapa nama lengkap peserta?', en: 'What is the full name of the participant?' },
  invalid: { id: 'Tuliskan nama lengkap, 3 sampai 100 huruf.', en: 'Please write the full name, 3 to 100 letters.' },
  minLength: 3,
  maxLength: 100,
  when: [{ fact: 'participant', is: 'unknown' }],
};

/** Mail passes through strange servers: no identity number is asked for here; an officer checks it on a safe channel. */
const detailQuestion: MenuQuestion = {
  field: 'detail',
  kind: 'text',
  text: {
    id: 'Jelaskan apa yang perlu dilakukan. Jangan menulis NIK atau nomor kartu di surel; petugas memeriksanya lewat saluran yang aman.',
    en: 'Please say what is to be done. Write no identity or card number into mail; an officer checks it on a safe channel.',
  },
  invalid: { id: 'Tuliskan 5 sampai 2000 huruf.', en: 'Please write 5 to 2000 letters.' },
  minLength: 5,
  maxLength: 2000,
};

/** A service request by letter: who, and what is to be done. */
export function requestNode(kind: ServiceRequestKind): MenuNode {
  return {
    kind: 'script',
    questions: [nameQuestion, detailQuestion],
    action: { type: 'openServiceRequest', kind },
  };
}
