import type { WebSocket } from 'ws';

const asText = { binary: false, compress: false } as const;

/**
 * The sending side of a socket. Messages go out at once while the network takes them; beyond a bound the outlet is
 * shut until all that was handed over is on its way, and whoever has more to say keeps it in a bounded queue.
 */
export class Outlet {
  private shut = false;
  private readonly written = (): void => {
    this.shut = false;
    this.onOpen();
  };

  /**
   * @param limit bytes handed over and not yet taken by the network
   * @param onOpen called when a shut outlet takes messages again
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly limit: number,
    private readonly onOpen: () => void,
  ) {}

  /** False while events must wait in their queues. */
  get isOpen(): boolean {
    return !this.shut;
  }

  /** Bytes that the network has not taken yet. */
  get buffered(): number {
    return this.socket.bufferedAmount;
  }

  /** Hands a message to the network; control messages may be sent while the outlet is shut, events may not. */
  send(message: Buffer | string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (!this.shut && this.socket.bufferedAmount + message.length > this.limit) {
      this.shut = true;
      this.socket.send(message, asText, this.written);
    } else this.socket.send(message, asText);
  }
}
