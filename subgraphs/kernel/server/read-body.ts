import type { IncomingMessage } from 'node:http';

/** A body that cannot be read; `status` is that of the answer. */
export class BodyFault extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
    this.name = 'BodyFault';
  }
}

/** Reads a JSON body of at most `limit` bytes. Throws `BodyFault`. */
export async function readJsonBody(request: IncomingMessage, limit: number): Promise<unknown> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') throw new BodyFault(415, 'Send application/json.');
  const body = await readBody(request, limit);
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    throw new BodyFault(400, 'The body is not JSON.');
  }
}

function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(new BodyFault(413, `The body is larger than ${limit} bytes.`));
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('close', () => {
      if (!request.complete) reject(new BodyFault(400, 'The body was not sent whole.'));
    });
  });
}
