import { createEventParser, type ServerEvent } from './event-parser.js';
import type { Memory } from './memory.js';

/** An entry of the visitor's mailbox, as the hub streams it. */
export interface Entry {
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  readonly value: { readonly from?: unknown } & Readonly<Record<string, unknown>>;
}

/** What the hub says when the chat is opened. */
export interface StartInfo {
  readonly start: string;
  readonly consent: string;
  readonly privacyNotice: string | null;
  readonly opening: { readonly openNow: boolean; readonly opensAt: string | null } | null;
}

/** `consent`: the visitor has to agree first. `refused`: the page may not show the chat. */
export type ConnectionState = 'idle' | 'connecting' | 'online' | 'offline' | 'consent' | 'automatic' | 'refused';

/** How a request to send something ended. `again`: nothing is known or it was too early. */
export type SendResult = { readonly kind: 'done' | 'refused' } | { readonly kind: 'again'; readonly after: number };

export interface ConnectionOptions {
  /** Address of the channel, with a slash at the end. */
  readonly api: URL;
  readonly site: string;
  /** Origin of the page that embeds the frame. */
  readonly page: string;
  readonly memory: Memory;
  /** Asks the host page who is signed in; null: it does not say. */
  readonly identity: (() => Promise<string | null>) | null;
  onEntry(entry: Entry): void;
  /** All that was there has been given. */
  onReady(): void;
  onState(state: ConnectionState): void;
}

/** Milliseconds without a sign of life after which a stream counts as dead; the hub gives one every 15 s. */
const deadAfter = 40_000;
const renewBefore = 30_000;
const longestPause = 30_000;

/** Something went wrong that may go right later. */
class TryAgain extends Error {
  constructor(readonly after = 0) {
    super('try again');
  }
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** Keeps a visitor connected: session, stream that goes on where it stopped, and requests in its name. */
export class Connection {
  private token: { readonly text: string; readonly until: number } | null = null;
  private opening: Promise<string | null> | null = null;
  private consent: { readonly start: string; readonly version: string } | null = null;
  private last = 0;
  private running = new AbortController();
  private active = false;

  constructor(private readonly options: ConnectionOptions) {}

  /** Whether somebody is known here, so that the chat goes on without asking. */
  get isKnown(): boolean {
    return this.options.identity !== null || this.options.memory.get('resume') !== null;
  }

  /** What the hub says before the chat begins. Rejects when it does not answer. */
  async startInfo(): Promise<StartInfo> {
    const { api, site } = this.options;
    const response = await fetch(new URL(`start?site=${encodeURIComponent(site)}`, api));
    if (response.status === 404 || response.status === 403) this.options.onState('refused');
    if (!response.ok) throw new TryAgain();
    return (await response.json()) as StartInfo;
  }

  /** The visitor has agreed to a consent text. */
  accept(info: StartInfo): void {
    this.consent = { start: info.start, version: info.consent };
    this.connect();
  }

  /** Opens the stream and keeps it open. Does nothing when it is. */
  connect(): void {
    if (this.active) return;
    this.active = true;
    void this.live(this.running.signal).finally(() => (this.active = false));
  }

  /** Ends everything and leaves nothing of the visitor on the device. */
  forget(): void {
    this.running.abort();
    this.running = new AbortController();
    this.active = false;
    this.token = null;
    this.consent = null;
    this.last = 0;
    this.options.memory.set('resume', null);
    this.options.onState('idle');
  }

  /** Posts in the visitor's name. Never rejects. */
  async post(path: string, body: object): Promise<SendResult> {
    try {
      const token = await this.session();
      if (token === null) return { kind: 'again', after: 2_000 };
      const response = await this.call(path, body, token);
      if (response.ok) return { kind: 'done' };
      if (response.status === 401) this.token = null;
      const hopeless = [400, 403, 404, 413, 422].includes(response.status);
      return hopeless ? { kind: 'refused' } : { kind: 'again', after: waitOf(response) };
    } catch {
      return { kind: 'again', after: 0 };
    }
  }

  private call(path: string, body: object, token?: string): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...(token ? { 'x-visit-token': token } : {}) };
    return fetch(new URL(path, this.options.api), { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** A session that is good for a while yet; null: the visitor must agree first, or may not. */
  private session(): Promise<string | null> {
    if (this.token && this.token.until - Date.now() > renewBefore) return Promise.resolve(this.token.text);
    this.opening ??= this.openSession().finally(() => (this.opening = null));
    return this.opening;
  }

  private async openSession(): Promise<string | null> {
    const { site, page, memory, identity } = this.options;
    const claim = await this.claim(memory, identity);
    if (!claim) return this.stop('consent');
    const agreed = this.consent ? { consent: this.consent.version } : {};
    const response = await this.call('session', { site, page, ...agreed, ...claim });
    if (response.ok) {
      const { token, lifetime, resume } = (await response.json()) as {
        token: string;
        lifetime: number;
        resume?: string;
      };
      if (resume) memory.set('resume', resume);
      this.token = { text: token, until: Date.now() + lifetime };
      return token;
    }
    return this.refusedBecause(response);
  }

  /** Who asks: somebody signed in on the page, somebody known here, or somebody who has just agreed. */
  private async claim(memory: Memory, identity: ConnectionOptions['identity']): Promise<object | null> {
    const signedIn = await identity?.();
    if (signedIn) return { identity: signedIn };
    const resume = memory.get('resume');
    if (resume) return { resume };
    return this.consent ? { start: this.consent.start } : null;
  }

  private async refusedBecause(response: Response): Promise<null> {
    const { error } = (await response.json().catch(() => ({}))) as { error?: { code?: string } };
    switch (error?.code) {
      case 'VISITOR_UNKNOWN':
        this.options.memory.set('resume', null);
        return this.stop('consent');
      case 'CONSENT_NEEDED':
      case 'START_ENDED':
        return this.stop('consent');
      case 'LOOKS_AUTOMATIC':
        return this.stop('automatic');
      case 'UNKNOWN_SITE':
      case 'ORIGIN_NOT_ALLOWED':
      case 'FOREIGN_PAGE':
      case 'IDENTITY_REFUSED':
        return this.stop('refused');
      default:
        throw new TryAgain(waitOf(response));
    }
  }

  private stop(state: ConnectionState): null {
    this.consent = null;
    this.options.onState(state);
    return null;
  }

  private async live(signal: AbortSignal): Promise<void> {
    let failures = 0;
    this.options.onState('connecting');
    while (!signal.aborted) {
      try {
        const token = await this.session();
        if (token === null) return;
        await this.read(token, signal, () => (failures = 0));
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.options.onState('offline');
        const usual = Math.min(longestPause, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
        await pause(Math.max(usual, error instanceof TryAgain ? error.after : 0), signal);
      }
    }
  }

  /** Reads one stream to its end. Rejects when it could not be opened or broke. */
  private async read(token: string, signal: AbortSignal, alive: () => void): Promise<void> {
    const ending = new AbortController();
    const end = () => ending.abort();
    signal.addEventListener('abort', end);
    let timer = setTimeout(end, deadAfter);
    try {
      const response = await fetch(new URL(`events?after=${this.last}`, this.options.api), {
        headers: { accept: 'text/event-stream', 'x-visit-token': token },
        cache: 'no-store',
        signal: ending.signal,
      });
      if (response.status === 401) this.token = null;
      if (!response.ok || !response.body) throw new TryAgain(waitOf(response));
      const parse = createEventParser((event) => this.take(event, alive));
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(end, deadAfter);
        if (!signal.aborted) parse(step.value);
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  private take({ event, data }: ServerEvent, alive: () => void): void {
    if (event === 'ready') {
      alive();
      this.options.onState('online');
      this.options.onReady();
    } else if (event === 'end') {
      if (data.includes('expired')) this.token = null;
    } else if (event === 'entry') {
      const entry = JSON.parse(data) as Entry;
      // A repeated entry would be one that a proxy gave twice.
      if (entry.sequence <= this.last) return;
      this.last = entry.sequence;
      this.options.onEntry(entry);
    }
  }
}

const waitOf = (response: Response) => Number(response.headers.get('retry-after') ?? 0) * 1_000;
