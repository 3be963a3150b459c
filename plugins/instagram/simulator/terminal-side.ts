import type { ProviderAnswer, ReceivedRequest } from '../../sdk/testing/index.js';
import { record, text } from '../json.js';
import { ok } from './answers.js';
import type { Messaging } from './messaging.js';
import { newMessageId, newObjectId, type SimulatedPerson, type WebhookEntry } from './payloads.js';

/** Milliseconds that a question for messages waits. */
const patience = 20_000;

/** What the terminal needs of the simulator. */
export interface TerminalHost {
  readonly messaging: Messaging;
  does(person: SimulatedPerson, part: object): WebhookEntry;
  comments(person: SimulatedPerson, words: string, given: { readonly id: string }): WebhookEntry;
  deliver(entries: readonly WebhookEntry[]): Promise<number[]>;
}

/**
 * How a terminal in another process plays a person: `POST /simulator/says` writes to the hub, `POST /simulator/comments`
 * comments on a post, `GET /simulator/messages` waits for what the hub sent. No part of Meta's API.
 */
export class TerminalSide {
  private readonly waiting = new Set<() => void>();

  constructor(private readonly host: TerminalHost) {}

  /** A message was taken. */
  wake(): void {
    for (const look of [...this.waiting]) look();
  }

  answer(request: ReceivedRequest): Promise<ProviderAnswer> {
    if (request.path === '/simulator/comments') return this.comments(request);
    return request.path === '/simulator/says' ? this.says(request) : this.messages(request);
  }

  private async says({ json }: ReceivedRequest): Promise<ProviderAnswer> {
    const { id, username, words, payload } = record(json);
    const person = personOf(id, username);
    const quick = text(payload) === undefined ? {} : { quick_reply: { payload } };
    const message = { mid: newMessageId(), text: text(words) ?? '', ...quick };
    const [status = 0] = await this.host.deliver([this.host.does(person, { message })]).catch(() => [0]);
    return ok({ status });
  }

  private async comments({ json }: ReceivedRequest): Promise<ProviderAnswer> {
    const { id, username, words } = record(json);
    const commentId = newObjectId();
    const entry = this.host.comments(personOf(id, username), text(words) ?? '', { id: commentId });
    const [status = 0] = await this.host.deliver([entry]).catch(() => [0]);
    return ok({ status, commentId });
  }

  private async messages({ query }: ReceivedRequest): Promise<ProviderAnswer> {
    const after = Number(query.get('after') ?? 0) || 0;
    const { sent } = this.host.messaging;
    if (query.get('wait') !== '0' && sent.length <= after) await this.more();
    const messages = sent.slice(after).map(({ to, body }, i) => ({ sequence: after + i + 1, to, body }));
    return ok({ messages });
  }

  private more(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(look, patience);
      timer.unref();
      this.waiting.add(look);
    });
  }
}

const personOf = (id: unknown, username: unknown): SimulatedPerson => ({
  id: text(id) ?? '',
  username: text(username) ?? '',
});
