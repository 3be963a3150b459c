import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RouteAnswer, RouteRequest } from '../sdk/index.js';
import { refuse } from './http.js';

/** What the browser may fetch. Nothing else of the folder can be reached. */
export const assetNames = [
  'chat.js',
  'chat-room.js',
  'chat-view.js',
  'chat-words.js',
  'connection.js',
  'dom.js',
  'event-parser.js',
  'links.js',
  'log-view.js',
  'memory.js',
  'origins.js',
  'outbox.js',
  'receipts.js',
  'form.js',
  'chat.css',
  'form.css',
] as const;

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** A file of `client/`, without the source map, which names folders of the machine that built it. */
async function fileAnswer(name: string, request: RouteRequest, sharing: string): Promise<RouteAnswer> {
  const text = await readFile(new URL(`./client/${name}`, import.meta.url), 'utf8');
  const body = text.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, '\n');
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'content-type': types[name.split('.').at(-1)!]!,
    'cache-control': 'public, max-age=300',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': sharing,
    etag,
  };
  return request.headers['if-none-match'] === etag ? { status: 304, headers } : { status: 200, headers, body };
}

/** `GET assets/:name`: code and looks of the frame and the forms. */
export function asset(request: RouteRequest): Promise<RouteAnswer> {
  const name = assetNames.find((each) => each === request.parameters.name);
  if (!name) return Promise.resolve(refuse(404, 'NOT_FOUND', 'There is no such file.'));
  return fileAnswer(name, request, 'same-origin');
}

/** `GET widget.js`: the one script that a page embeds; any page may load it, and only allowed ones show the frame. */
export const widgetScript = (request: RouteRequest): Promise<RouteAnswer> =>
  fileAnswer('widget.js', request, 'cross-origin');
