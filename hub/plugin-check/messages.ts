import type { ChannelLedger } from '../../plugins/host/index.js';
import type { MessageContent, Recipient } from '../../plugins/sdk/index.js';

/** What a check asks of its host process; each is answered by an `Answer` with the same number. */
export type Question =
  /** `hold`: handlers never end, so that what is stored stays unworked. */
  | { readonly ask: 'start'; readonly config: unknown; readonly hold: boolean }
  | {
      readonly ask: 'post';
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly query: string;
      readonly rawBody: Uint8Array;
    }
  | {
      readonly ask: 'enqueue';
      readonly messageId: string;
      readonly recipient: Recipient;
      readonly content: MessageContent;
    }
  | { readonly ask: 'state' }
  | { readonly ask: 'stop' };

/** What the host process knows at one moment. */
export interface HostState {
  readonly ledger: ChannelLedger;
  /** Times that each item was worked, by the id of its row. */
  readonly worked: readonly number[];
  /** Messages that wait for work; receipts of messages that are not ours wait for theirs. */
  readonly waiting: number;
  /** Status of each outbound message. */
  readonly sent: Readonly<Record<string, string>>;
}

export type Answer = { readonly number: number; readonly value?: unknown; readonly fault?: string };
export type Numbered = Question & { readonly number: number };
