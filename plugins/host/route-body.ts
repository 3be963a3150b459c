import type { IncomingMessage } from 'node:http';
import { PayloadTooLarge } from '../sdk/index.js';

/** The body of a request as a plugin reads it: once, as it comes, up to a size. */
export class RouteBody {
  private size = 0;
  private reading = false;
  /** More was sent than the route takes. */
  tooLarge: boolean;

  constructor(
    private readonly request: IncomingMessage,
    private readonly maximumBytes: number,
  ) {
    this.tooLarge = Number(request.headers['content-length'] ?? 0) > maximumBytes;
  }

  /** True while the plugin waits for the rest of the body. */
  get awaited(): boolean {
    return this.reading && !this.request.complete;
  }

  async *read(): AsyncGenerator<Buffer> {
    if (this.reading) throw new TypeError('The body was read already: it comes once.');
    this.reading = true;
    if (this.tooLarge) throw new PayloadTooLarge(this.maximumBytes);
    for await (const chunk of this.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      this.size += chunk.length;
      if (this.size > this.maximumBytes) {
        this.tooLarge = true;
        throw new PayloadTooLarge(this.maximumBytes);
      }
      yield chunk;
    }
  }
}
