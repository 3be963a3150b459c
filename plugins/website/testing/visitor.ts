import { createEventParser } from '../client/event-parser.js';
import type { MailboxValue } from '../messages.js';
import { consentVersion, fastestStart } from '../session.js';

/** An entry as the stream gave it. */
export interface SeenEntry {
  readonly sequence: number;
  readonly at: string;
  readonly value: MailboxValue;
}

interface HubContent {
  readonly kind: string;
  readonly text?: string;
  readonly choices?: readonly { readonly id: string; readonly title: string }[];
}

/** Plays a visitor's browser against a running channel, without a browser. */
export class SimulatedVisitor {
  token = '';
  resume = '';
  readonly seen: SeenEntry[] = [];
  ready = 0;
  private stream: AbortController | null = null;

  constructor(
    /** Address of the channel, such as http://localhost:4000/channels/website. */
    readonly api: string,
    private readonly site = 'demo',
  ) {}

  /** Sends as a page of the channel would; `headers` replace what a browser says of itself. */
  call(path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    const own = { origin: new URL(this.api).origin, ...(this.token ? { 'x-visit-token': this.token } : {}) };
    return fetch(`${this.api}/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...own, ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  }

  /** Opens the chat, reads the consent text and agrees. */
  async enter(extra: object = {}): Promise<void> {
    const { start } = (await (await this.call(`start?site=${this.site}`)).json()) as { start: string };
    await new Promise((resolve) => setTimeout(resolve, fastestStart + 20));
    await this.session({ start, consent: consentVersion, ...extra });
  }

  /** Asks for a session. Throws what the channel refused it with. */
  async session(claim: object): Promise<void> {
    const page = new URL(this.api).origin;
    const response = await this.call('session', { site: this.site, page, ...claim });
    const answer = (await response.json()) as { token?: string; resume?: string; error?: { code: string } };
    if (!response.ok) throw new Error(`${response.status} ${answer.error?.code}`);
    this.token = answer.token!;
    this.resume = answer.resume ?? '';
  }

  async say(text: string, id: string = crypto.randomUUID()): Promise<Response> {
    return this.call('messages', { id, text });
  }

  tap(choice: { readonly id: string; readonly title: string }): Promise<Response> {
    return this.call('messages', { id: crypto.randomUUID(), choice: { id: choice.id, title: choice.title } });
  }

  /** Begins to listen behind what was seen. */
  async listen(): Promise<void> {
    const stream = new AbortController();
    this.stream = stream;
    const after = this.seen.at(-1)?.sequence ?? 0;
    const response = await fetch(`${this.api}/events?after=${after}`, {
      headers: { 'x-visit-token': this.token },
      signal: stream.signal,
    });
    if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
    const parse = createEventParser(({ event, data }) => {
      if (event === 'entry') this.seen.push(JSON.parse(data) as SeenEntry);
      if (event === 'ready') this.ready += 1;
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const read = async () => {
      for (let step = await reader.read(); !step.done; step = await reader.read())
        parse(decoder.decode(step.value, { stream: true }));
    };
    void read().catch(() => undefined);
  }

  hangUp(): void {
    this.stream?.abort();
  }

  /** Waits for something that the hub says behind an index of `seen`. */
  async hear(expected: RegExp, from = 0, timeout = 15_000): Promise<HubContent> {
    const end = Date.now() + timeout;
    for (;;) {
      for (const { value } of this.seen.slice(from)) {
        if (value.from === 'hub' && expected.test((value.content as HubContent).text ?? ''))
          return value.content as HubContent;
      }
      if (Date.now() > end) throw new Error(`${expected} was not heard: ${JSON.stringify(this.seen.slice(from))}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
