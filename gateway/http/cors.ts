import type { IncomingMessage, ServerResponse } from 'node:http';

const dayInSeconds = '86400';

/**
 * Lets pages of the named origins call the endpoint. No credentials of the browser are ever allowed: the gateway
 * knows bearer tokens only, so a foreign page has nothing to abuse.
 */
export class Cors {
  private readonly any: boolean;

  constructor(private readonly origins: readonly string[]) {
    this.any = origins.includes('*');
  }

  /** Sets the headers; true when the request was a preflight and is answered. */
  apply(request: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = request.headers;
    const preflight = request.method === 'OPTIONS';
    if (origin !== undefined && (this.any || this.origins.includes(origin))) {
      response.setHeader('access-control-allow-origin', this.any ? '*' : origin);
      response.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
      response.setHeader('vary', 'origin');
      if (preflight) {
        response.setHeader('access-control-allow-methods', 'GET, POST');
        response.setHeader('access-control-allow-headers', 'authorization, content-type, x-request-id');
        response.setHeader('access-control-max-age', dayInSeconds);
      }
    }
    if (preflight) response.writeHead(204, { allow: 'GET, POST, OPTIONS' }).end();
    return preflight;
  }
}
