import type { ServiceContext, Text } from '../sdk/index.js';
import type { SippConfig } from './config.js';
import type { WorkerList } from './hub.js';

/** Something that the portal tells an employer. */
export interface Notice {
  readonly kind: 'LIST_APPLIED' | 'LIST_REFUSED';
  readonly listId: string;
  readonly text: Text;
}

/** The mailbox of an employer. */
export const addressOf = (employer: string): string => `employer:${employer}`;

const number = (value: number, locale: string) => value.toLocaleString(locale);

function noticeOf({ id, state, counts }: WorkerList): Notice | null {
  const of = (name: keyof typeof counts) => ({ id: number(counts[name], 'id-ID'), en: number(counts[name], 'en-GB') });
  const [rows, added, changed, removed, refused] = [
    of('rows'),
    of('added'),
    of('changed'),
    of('removed'),
    of('refused'),
  ];
  if (state === 'APPLIED' || state === 'REPLACED')
    return {
      kind: 'LIST_APPLIED',
      listId: id,
      text: {
        id: `Daftar pekerja berlaku: ${rows.id} baris; ${added.id} baru, ${changed.id} berubah, ${removed.id} keluar, ${refused.id} baris dilewati.`,
        en: `The worker list is in force: ${rows.en} rows; ${added.en} added, ${changed.en} changed, ${removed.en} removed, ${refused.en} rows skipped.`,
      },
    };
  if (state !== 'REFUSED') return null;
  return {
    kind: 'LIST_REFUSED',
    listId: id,
    text: {
      id: `Daftar pekerja ditolak: ${refused.id} dari ${rows.id} baris perlu diperbaiki. Daftar sebelumnya tetap berlaku.`,
      en: `The worker list was refused: ${refused.en} of ${rows.en} rows have to be corrected. The list before stays in force.`,
    },
  };
}

/** Lays down how an upload ended; the same end once, however often it is told. */
export async function tellEnd({ mailbox }: ServiceContext<SippConfig>, employer: string, list: WorkerList) {
  const value = noticeOf(list);
  if (value) await mailbox.append(addressOf(employer), { id: `${list.id}:${list.attempt}:${value.kind}`, value });
}
