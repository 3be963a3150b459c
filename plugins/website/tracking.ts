import { jsonAnswer, type Language, type RouteAnswer, type Text } from '../sdk/index.js';
import type { FormValues } from './form-check.js';
import { topics } from './form-fields.js';
import { limited, type Context } from './http.js';
import { pseudonym } from './tokens.js';

const query = `query WebsiteTrack($ticket: String!, $pin: String!) {
  complaintByTicket(ticket: $ticket, pin: $pin) { ticket category status filedAt updatedAt }
}`;

interface Tracked {
  readonly complaintByTicket: {
    readonly ticket: string;
    readonly category: string;
    readonly status: string;
    readonly filedAt: string;
    readonly updatedAt: string;
  } | null;
}

const statuses: Readonly<Record<string, Text>> = {
  RECEIVED: { id: 'Diterima, menunggu verifikasi', en: 'Received, waiting to be verified' },
  VERIFIED: { id: 'Terverifikasi', en: 'Verified' },
  IN_PROGRESS: { id: 'Sedang ditangani', en: 'Being handled' },
  WAITING_PARTICIPANT: { id: 'Menunggu keterangan Anda', en: 'Waiting for your word' },
  RESOLVED: { id: 'Dinyatakan selesai', en: 'Declared solved' },
  CLOSED: { id: 'Ditutup', en: 'Closed' },
  REOPENED: { id: 'Dibuka kembali', en: 'Opened again' },
  REJECTED: { id: 'Tidak dapat ditangani', en: 'Cannot be handled' },
  WITHDRAWN: { id: 'Dicabut', en: 'Withdrawn' },
};

const words = {
  title: { id: 'Keadaan pengaduan', en: 'Where the complaint stands' },
  ticket: { id: 'Tiket', en: 'Ticket' },
  category: { id: 'Mengenai', en: 'About' },
  status: { id: 'Keadaan', en: 'Status' },
  filed: { id: 'Diterima', en: 'Received' },
  changed: { id: 'Perubahan terakhir', en: 'Last change' },
  unknown: { id: 'Tiket atau PIN itu tidak cocok.', en: 'Ticket and PIN do not match.' },
  later: { id: 'Belum dapat dilihat. Coba lagi sebentar lagi.', en: 'It cannot be shown now. Try again in a moment.' },
} as const satisfies Record<string, Text>;

/**
 * Shows where a complaint stands to whoever has its ticket and PIN. Tries are limited by ticket, and by the caller before,
 * so that a PIN cannot be guessed; a wrong ticket and a wrong PIN are answered alike.
 */
export async function track(values: FormValues, language: Language, context: Context): Promise<RouteAnswer> {
  const { ticket, pin } = values;
  const subject = pseudonym(context.config.secret, 'ticket', String(ticket).toUpperCase());
  const refusal = await limited(context, [['track-ticket', subject]]);
  if (refusal) return refusal;
  const answer = await context.hub
    .execute<Tracked>(query, { ticket, pin }, { as: 'channel' })
    .catch(() => ({ data: null }));
  if (!answer.data) return jsonAnswer(503, { error: { code: 'LATER', message: words.later[language] } });
  const found = answer.data.complaintByTicket;
  if (!found) return jsonAnswer(404, { error: { code: 'UNKNOWN_TICKET', message: words.unknown[language] } });
  const topic = topics.find(({ value }) => value === found.category);
  const format = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Jakarta',
  });
  const line = (word: 'ticket' | 'category' | 'status' | 'filed' | 'changed', value: string) => ({
    label: words[word][language],
    value,
  });
  const at = (time: string) => `${format.format(new Date(time))} WIB`;
  const lines = [
    line('ticket', found.ticket),
    line('status', statuses[found.status]?.[language] ?? found.status),
    line('category', topic?.label[language] ?? found.category),
    line('filed', at(found.filedAt)),
    line('changed', at(found.updatedAt)),
  ];
  return jsonAnswer(200, { title: words.title[language], lines });
}
