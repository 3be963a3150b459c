import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Principal } from '../../schema/index.js';
import type { RequestContext } from '../kernel/context.js';
import type { Logger } from '../kernel/logging.js';
import type { MediaAccess } from './domain/media-access.js';

/** A medium that can be read. */
export interface ReadableMedium {
  readonly mimeType: string;
  readonly size: number;
  readonly fileName: string | null;
  read(): AsyncIterable<Buffer>;
}

export interface MediaRouteParts {
  readonly access: MediaAccess;
  readonly openMedia: (messageId: string) => Promise<ReadableMedium | null>;
  /** Absent: nobody's token can be judged, so that nobody is let in. */
  readonly visitors: { isValid(viewer: Principal): boolean } | undefined;
  readonly log: Logger;
}

/** What a browser may show in its place; the rest is saved. Nothing that can hold a script. */
const shown = /^(image\/(jpeg|png|webp|gif)|audio\/|video\/)/;

/** Strangers' bytes: no script, no guess of the type, no copy on the way. */
const guarded = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-site',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, no-store',
} as const;

/** Serves `/media/<ticket>`. Never rejects. An address that is over or foreign is answered like one that never was. */
export function createMediaRoute({ access, openMedia, visitors, log }: MediaRouteParts) {
  const find = async (path: string, requestId: string): Promise<ReadableMedium | null> => {
    const ticket = access.open(path.slice('/media/'.length));
    if (!ticket || !visitors?.isValid(ticket.viewer)) return null;
    const medium = await openMedia(ticket.messageId);
    const context: RequestContext = { principal: ticket.viewer, requestId, log, cache: new Map() };
    return medium && (await access.allow(context, ticket.messageId)) ? medium : null;
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    try {
      if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
      const medium = await find((request.url ?? '').split('?')[0]!, requestId);
      if (!medium) return void response.writeHead(404, guarded).end('There is no such medium, or its address is over.');
      response.writeHead(200, { ...guarded, ...headersOf(medium) });
      await pipeline(medium.read(), response);
    } catch (error) {
      log.warn({ err: error, requestId }, 'a medium could not be served');
      if (!response.headersSent) response.writeHead(503, guarded).end();
      else response.destroy();
    }
  };
}

function headersOf({ mimeType, size, fileName }: ReadableMedium): Record<string, string> {
  const name = fileName === null ? '' : `; filename*=UTF-8''${encodeURIComponent(fileName)}`;
  const disposition = shown.test(mimeType) ? 'inline' : 'attachment';
  return { 'content-type': mimeType, 'content-length': String(size), 'content-disposition': `${disposition}${name}` };
}
