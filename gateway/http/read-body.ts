import type { IncomingMessage } from 'node:http';
import { RequestFault } from '../errors.js';

/**
 * Reads a JSON body. Throws PAYLOAD_TOO_LARGE as soon as it is known to be too large, BAD_REQUEST when it is not
 * JSON, not UTF-8, or was not sent whole.
 * @param limit bytes
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new RequestFault('BAD_REQUEST', 'Send the body without content encoding.');
  }
  const body = await readBody(request, limit);
  try {
    return JSON.parse(utf8.decode(body)) as unknown;
  } catch {
    throw new RequestFault('BAD_REQUEST', 'The body is not JSON.');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new RequestFault('PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    const broken = () => {
      if (!request.complete) reject(new RequestFault('BAD_REQUEST', 'The body was not sent whole.'));
    };
    request.on('error', broken);
    request.on('close', broken);
  });
}
