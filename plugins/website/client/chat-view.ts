import { say, type Language, type Word } from './chat-words.js';
import type { StartInfo } from './connection.js';
import { make, show } from './dom.js';

export interface ViewHandlers {
  onOpen(open: boolean): void;
  onAccept(): void;
  onSend(text: string): void;
  onLanguage(language: Language): void;
  onForget(): void;
}

const languages: readonly (readonly [Language, string])[] = [
  ['id', 'Indonesia'],
  ['en', 'English'],
];

/** The frame's document: a button that opens a panel with consent, conversation and a field to write in. */
export class ChatView {
  private readonly launcher = make('button', {
    type: 'button',
    id: 'launcher',
    'aria-expanded': 'false',
    'aria-controls': 'panel',
  });
  private readonly badge = make('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
  private readonly title = make('h1', { id: 'title', tabindex: '-1' });
  private readonly closeButton = make(
    'button',
    { type: 'button', class: 'close' },
    make('span', { 'aria-hidden': 'true' }, '×'),
  );
  private readonly toggles = make('div', { role: 'group', class: 'languages' });
  private readonly status = make('p', { role: 'status', class: 'status' });
  private readonly notice = make('div', { class: 'notice', hidden: true });
  private readonly consentTitle = make('h2', { id: 'consent-title' });
  private readonly consentText = make('p', {});
  private readonly privacy = make('a', { target: '_blank', rel: 'noopener', hidden: true });
  private readonly acceptButton = make('button', { type: 'button', class: 'primary' });
  private readonly consent = make('section', { class: 'consent', 'aria-labelledby': 'consent-title', hidden: true });
  private readonly label = make('label', { for: 'text' });
  private readonly field = make('textarea', { id: 'text', rows: '2', maxlength: '4000', autocomplete: 'off' });
  private readonly sendButton = make('button', { type: 'submit', class: 'primary' });
  private readonly forgetButton = make('button', { type: 'button', class: 'forget' });
  private readonly composer = make('form', { class: 'composer', hidden: true });
  private readonly panel = make('section', { id: 'panel', role: 'dialog', 'aria-labelledby': 'title', hidden: true });
  private language: Language = 'id';
  private statusWord: Word | null = null;
  private unread = 0;
  private info: StartInfo | null = null;

  constructor(
    private readonly log: HTMLElement,
    private readonly handlers: ViewHandlers,
    private readonly api: URL,
    private readonly site: string,
  ) {}

  /** Puts the widget into the document. */
  mount(): void {
    for (const [language, name] of languages) {
      const toggle = make('button', { type: 'button', lang: language, 'data-language': language }, name);
      toggle.addEventListener('click', () => this.handlers.onLanguage(language));
      this.toggles.append(toggle);
    }
    const paragraph = make('p', {}, this.privacy);
    this.consent.append(this.consentTitle, this.consentText, paragraph, this.acceptButton);
    this.composer.append(this.label, make('div', { class: 'row' }, this.field, this.sendButton), this.forgetButton);
    const head = make('header', {}, this.title, this.toggles, this.closeButton);
    this.panel.append(head, this.status, this.notice, this.consent, this.log, this.composer);
    this.launcher.append(make('span', { 'aria-hidden': 'true', class: 'icon' }), this.badge);
    document.body.append(this.panel, this.launcher);
    this.listen();
  }

  private listen(): void {
    this.launcher.addEventListener('click', () => this.handlers.onOpen(true));
    this.closeButton.addEventListener('click', () => this.handlers.onOpen(false));
    this.acceptButton.addEventListener('click', () => this.handlers.onAccept());
    this.forgetButton.addEventListener('click', () => this.handlers.onForget());
    this.panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.handlers.onOpen(false);
    });
    this.field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.composer.requestSubmit();
    });
    this.composer.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.field.value.trim();
      if (text === '') return this.field.focus();
      this.field.value = '';
      this.handlers.onSend(text);
    });
  }

  /** Opens or closes the panel; the focus goes in with it and comes back. */
  setOpen(open: boolean, moveFocus: boolean): void {
    show(this.panel, open);
    show(this.launcher, !open);
    this.launcher.setAttribute('aria-expanded', String(open));
    if (!moveFocus) return;
    if (!open) this.launcher.focus();
    else if (this.composer.hidden) this.title.focus();
    else this.field.focus();
  }

  /** `consent`: asks for it; `chat`: shows the conversation; `closed`: neither. */
  setStage(stage: 'consent' | 'chat' | 'closed'): void {
    const inConsent = this.consent.contains(document.activeElement);
    show(this.consent, stage === 'consent');
    show(this.log, stage === 'chat');
    show(this.composer, stage === 'chat');
    if (stage === 'chat' && inConsent) this.field.focus();
    if (stage === 'consent' && this.log.contains(document.activeElement)) this.title.focus();
  }

  setStatus(word: Word | null): void {
    if (this.statusWord === word) return;
    this.statusWord = word;
    this.status.textContent = word ? say(word, this.language) : '';
  }

  setUnread(count: number): void {
    this.unread = count;
    show(this.badge, count > 0);
    this.badge.textContent = String(count);
    const word = count > 0 ? 'openUnread' : 'open';
    this.launcher.setAttribute('aria-label', say(word, this.language, { count: String(count) }));
  }

  /** What the hub said at the start: privacy notice and, outside the hours, when officers are back. */
  setInfo(info: StartInfo): void {
    this.info = info;
    if (info.privacyNotice) this.privacy.href = info.privacyNotice;
    show(this.privacy, info.privacyNotice !== null);
    const closed = info.opening !== null && !info.opening.openNow;
    show(this.notice, closed);
    if (!closed) return;
    const { opensAt } = info.opening!;
    const format = new Intl.DateTimeFormat(this.language === 'id' ? 'id-ID' : 'en-GB', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
    const text = opensAt
      ? say('closedUntil', this.language, { when: format.format(new Date(opensAt)) })
      : say('closedNow', this.language);
    const link = (form: string, word: Word) => {
      const href = new URL(`forms/${form}`, this.api);
      href.searchParams.set('site', this.site);
      href.searchParams.set('lang', this.language);
      return make('a', { href: href.href, target: '_blank', rel: 'noopener' }, say(word, this.language));
    };
    const links = [link('complaint', 'complaintForm'), ' · ', link('information', 'informationForm')];
    this.notice.replaceChildren(make('p', {}, text, ' ', ...links));
  }

  setLanguage(language: Language): void {
    this.language = language;
    document.documentElement.lang = language;
    document.title = say('title', language);
    const texts: readonly [HTMLElement, Word][] = [
      [this.title, 'title'],
      [this.consentTitle, 'consentTitle'],
      [this.consentText, 'consent'],
      [this.privacy, 'privacy'],
      [this.acceptButton, 'accept'],
      [this.label, 'label'],
      [this.sendButton, 'send'],
      [this.forgetButton, 'forget'],
    ];
    for (const [element, word] of texts) element.textContent = say(word, language);
    this.closeButton.setAttribute('aria-label', say('close', language));
    this.toggles.setAttribute('aria-label', say('language', language));
    for (const toggle of this.toggles.querySelectorAll('button'))
      toggle.setAttribute('aria-pressed', String(toggle.dataset.language === language));
    if (this.statusWord) this.status.textContent = say(this.statusWord, language);
    this.setUnread(this.unread);
    if (this.info) this.setInfo(this.info);
  }
}
