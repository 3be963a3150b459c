import {
  complaintCategories,
  complaintScript,
  type MenuNode,
  type MenuQuestion,
  type ServiceRequestKind,
  type Text,
} from '../sdk/index.js';

const digital = {
  value: 'DIGITAL',
  label: { id: 'Layanan digital', en: 'Digital services' },
  description: { id: 'Situs dan aplikasi', en: 'Website and app' },
};

/** Takes down a complaint; who is on the website may well complain of it. */
export const complaintNode: MenuNode = complaintScript({
  categories: [...complaintCategories.slice(0, -1), digital, ...complaintCategories.slice(-1)],
});

const nameQuestion: MenuQuestion = {
  field: 'fullName',
  kind: 'text',
  text: { id: 'Siapa nama lengkap Anda sesuai KTP?', en: 'What is your full name, as on the identity card?' },
  invalid: { id: 'Tuliskan nama lengkap, 3 sampai 100 huruf.', en: 'Please write the full name, 3 to 100 letters.' },
  minLength: 3,
  maxLength: 100,
  when: [{ fact: 'participant', is: 'unknown' }],
};

const phoneQuestion: MenuQuestion = {
  field: 'phone',
  kind: 'text',
  text: {
    id: 'Berapa nomor telepon Anda, agar petugas dapat menghubungi? Misalnya 0812…',
    en: 'What is your telephone number, so that an officer can call back? For example 0812…',
  },
  invalid: {
    id: 'Nomor itu tidak lengkap. Tuliskan seperti 0812…',
    en: 'The number is not complete. Write it like 0812…',
  },
  pattern: '(\\+62|62|0)[ .-]?8([ .-]?[0-9]){7,11}',
  when: [{ fact: 'participant', is: 'unknown' }],
};

const detailQuestion = (text: Text): MenuQuestion => ({
  field: 'detail',
  kind: 'text',
  text,
  invalid: { id: 'Tuliskan 5 sampai 1000 huruf.', en: 'Please write 5 to 1000 letters.' },
  minLength: 5,
  maxLength: 1000,
});

/** A service request by chat: who asks, how to be reached, and what for. Identity numbers are not asked for on a website. */
export function serviceNode(kind: ServiceRequestKind, detail: Text): MenuNode {
  return {
    kind: 'script',
    questions: [nameQuestion, phoneQuestion, detailQuestion(detail)],
    action: { type: 'openServiceRequest', kind },
  };
}
