import { ChatView } from './chat-view.js';
import type { Language, Word } from './chat-words.js';
import { Connection, type ConnectionState, type StartInfo } from './connection.js';
import { LogView } from './log-view.js';
import type { Memory } from './memory.js';
import { Outbox } from './outbox.js';
import { Receipts } from './receipts.js';

const statusWords: Readonly<Partial<Record<ConnectionState, Word>>> = {
  connecting: 'connecting',
  online: 'online',
  offline: 'offline',
  automatic: 'automatic',
  refused: 'refused',
};

/** Milliseconds that the hub wants between the opening of the chat and the consent, with room for clocks. */
const readingTime = 1_000;

/** The page around the frame: who it is, and what it is told. */
export interface HostPage {
  readonly origin: string;
  /** Asks who is signed in there; null: the page does not say. */
  readonly identity: (() => Promise<string | null>) | null;
  tell(message: object): void;
}

export interface RoomOptions {
  readonly page: HostPage;
  /** Address of the channel, with a slash at the end. */
  readonly api: URL;
  readonly site: string;
  /** What the device and what this tab remember. */
  readonly memory: Memory;
  readonly tab: Memory;
}

/** One chat in one document: view, conversation and connection, and how they speak to each other. */
export class ChatRoom {
  private language: Language;
  private open = false;
  private info: StartInfo | null = null;
  private infoAt = 0;
  private readonly log: LogView;
  private readonly view: ChatView;
  private readonly connection: Connection;
  private readonly outbox: Outbox;
  private readonly receipts: Receipts;

  constructor(private readonly options: RoomOptions) {
    const { page, api, site, memory, tab } = options;
    this.language = (memory.get('language') ?? document.documentElement.lang) === 'en' ? 'en' : 'id';
    this.log = new LogView({
      onChoice: (choice) => this.post({ choice }),
      onRetry: (message) => this.outbox.add(message),
    });
    const handlers = {
      onOpen: (open: boolean) => this.setOpen(open, true),
      onAccept: () => void this.accept(),
      onSend: (text: string) => this.post({ text }),
      onLanguage: (language: Language) => this.setLanguage(language),
      onForget: () => this.forget(),
    };
    this.view = new ChatView(this.log.element, handlers, api, site);
    this.connection = new Connection({
      api,
      site,
      page: page.origin,
      memory,
      identity: page.identity,
      onEntry: (entry) => this.log.add(entry) && this.receipts.arrived(entry.sequence, this.isSeen),
      onReady: () => this.log.busy(false),
      onState: (state) => this.setState(state),
    });
    this.outbox = new Outbox({
      memory,
      post: (message) => this.connection.post('messages', message),
      onState: (message, state) => this.log.pending(message, state),
    });
    this.receipts = new Receipts({
      memory: page.identity ? tab : memory,
      post: (status, sequences) => void this.connection.post('receipts', { status, sequences }),
      onUnread: (count) => this.view.setUnread(count),
    });
  }

  /** Shows the button, and goes on with the chat of somebody who is known here. */
  enter(): void {
    this.view.mount();
    this.setLanguage(this.language);
    this.view.setStage('consent');
    for (const message of this.outbox.waiting) this.log.pending(message, 'waiting');
    if (this.connection.isKnown) this.connection.connect();
    if (this.options.tab.get('open')) this.setOpen(true, false);
    document.addEventListener('visibilitychange', () => this.isSeen && this.receipts.seen());
  }

  /** Opens or closes the panel. */
  setOpen(open: boolean, moveFocus: boolean): void {
    this.open = open;
    this.options.tab.set('open', open ? '1' : null);
    this.options.page.tell({ kind: 'size', open });
    this.view.setOpen(open, moveFocus);
    if (this.isSeen) this.receipts.seen();
    if (open) void this.prepare();
  }

  private get isSeen(): boolean {
    return this.open && document.visibilityState === 'visible';
  }

  private post(what: { text: string } | { choice: { id: string; title: string } }): void {
    this.outbox.add({ id: crypto.randomUUID(), language: this.language, ...what });
  }

  private setState(state: ConnectionState): void {
    this.view.setStatus(statusWords[state] ?? null);
    if (state === 'online') void this.outbox.run();
    if (state === 'consent' || state === 'automatic' || state === 'idle') {
      this.view.setStage('consent');
      if (this.open) void this.prepare();
    } else this.view.setStage(state === 'refused' ? 'closed' : 'chat');
  }

  private async prepare(): Promise<StartInfo | null> {
    this.info = await this.connection.startInfo().catch(() => null);
    this.infoAt = Date.now();
    if (this.info) this.view.setInfo(this.info);
    else this.view.setStatus('offline');
    return this.info;
  }

  private setLanguage(language: Language): void {
    this.language = language;
    this.options.memory.set('language', language);
    this.view.setLanguage(language);
    this.log.setLanguage(language);
  }

  /** The visitor has agreed. The hub takes what comes faster than anybody reads for a program's. */
  private async accept(): Promise<void> {
    const info = this.info ?? (await this.prepare());
    if (!info) return;
    this.view.setStatus('connecting');
    const wait = this.infoAt + readingTime - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    this.connection.accept(info);
  }

  private forget(): void {
    this.outbox.clear();
    this.connection.forget();
    this.log.clear();
    this.receipts.clear();
    this.view.setStatus('forgotten');
  }
}
