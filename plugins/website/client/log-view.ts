import { say, type Language } from './chat-words.js';
import type { Entry } from './connection.js';
import { make } from './dom.js';
import { linkPieces } from './links.js';
import type { Outgoing, OutgoingState } from './outbox.js';

interface Choice {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly section?: string;
}

interface Content {
  readonly kind: string;
  readonly text?: string;
  readonly header?: string;
  readonly footer?: string;
  readonly choices?: readonly Choice[];
}

/** Pixels above the message that is scrolled to. */
const scrollMargin = 8;

export interface LogHandlers {
  onChoice(choice: { readonly id: string; readonly title: string }): void;
  onRetry(message: Outgoing): void;
}

/** The conversation: a live region in the order of the hub's clock. Everything in it is text; addresses become links. */
export class LogView {
  readonly element = make('div', { role: 'log', 'aria-live': 'polite', tabindex: '0', class: 'log', id: 'log' });
  private readonly own = new Map<string, HTMLElement>();
  private language: Language = 'id';

  constructor(private readonly handlers: LogHandlers) {
    this.busy(true);
  }

  setLanguage(language: Language): void {
    this.language = language;
    this.element.setAttribute('aria-label', say('log', language));
  }

  /** While old messages are filled in, a screen reader must not read them all. */
  busy(filling: boolean): void {
    this.element.setAttribute('aria-busy', String(filling));
    this.element.setAttribute('aria-live', filling ? 'off' : 'polite');
  }

  clear(): void {
    this.own.clear();
    this.element.replaceChildren();
  }

  /** Shows an entry of the mailbox. True: it is one of the hub's. */
  add({ at, value }: Entry): boolean {
    if (value.from === 'visitor') {
      this.settle(String(value.id), String(value.text), String(value.at));
      return false;
    }
    const content = value.content as Content;
    const choices = content.choices ?? [];
    if (choices.length > 0) this.dropChoices();
    const parts = [content.header, content.text, content.footer].filter((part) => part !== undefined && part !== '');
    const bubble = this.bubble('hub', parts as string[], at);
    if (choices.length > 0) bubble.append(this.choicesOf(choices));
    this.insert(bubble);
    return true;
  }

  /** Shows a message of the visitor that is on its way, and how far it is. */
  pending(message: Outgoing, state: OutgoingState): void {
    const known = this.own.get(message.id);
    const bubble = known ?? this.bubble('visitor', [message.text ?? message.choice?.title ?? ''], '');
    if (!known) {
      this.own.set(message.id, bubble);
      this.insert(bubble);
    }
    bubble.querySelector('.state')?.remove();
    if (state === 'sent') return;
    const word = state === 'refused' ? 'failed' : state;
    const note = make('p', { class: 'state' }, say(word, this.language));
    if (state === 'refused') {
      const again = make('button', { type: 'button' }, say('again', this.language));
      again.addEventListener('click', () => {
        bubble.remove();
        this.own.delete(message.id);
        this.handlers.onRetry(message);
      });
      note.append(' ', again);
    }
    bubble.append(note);
  }

  /** The choices of older messages go away: the newest ones are one Tab from the conversation. */
  dropChoices(): void {
    const inside = this.element.querySelector('.choices')?.contains(document.activeElement);
    this.element.querySelectorAll('.choices').forEach((group) => group.remove());
    if (inside) this.element.focus();
  }

  private settle(id: string, text: string, at: string): void {
    const known = this.own.get(id);
    known?.remove();
    const bubble = this.bubble('visitor', [text], at);
    this.own.set(id, bubble);
    this.insert(bubble);
  }

  private bubble(from: 'hub' | 'visitor', texts: readonly string[], at: string): HTMLElement {
    const who = make('span', { class: 'unseen' }, `${say(from === 'hub' ? 'hub' : 'you', this.language)}: `);
    const paragraphs = texts.map((text) => make('p', { class: 'text' }, ...linked(text)));
    paragraphs[0]?.prepend(who);
    return make('div', { class: `message ${from}`, 'data-at': at }, ...paragraphs);
  }

  private choicesOf(choices: readonly Choice[]): HTMLElement {
    const group = make('div', { role: 'group', class: 'choices', 'aria-label': say('choices', this.language) });
    let section = '';
    for (const { id, title, description, section: named = '' } of choices) {
      if (named !== section) group.append(make('p', { class: 'section' }, named));
      section = named;
      const button = make('button', { type: 'button', class: 'choice' }, make('span', {}, title));
      if (description) button.append(make('span', { class: 'description' }, description));
      button.addEventListener('click', () => {
        this.handlers.onChoice({ id, title });
        this.element.focus();
      });
      group.append(button);
    }
    return group;
  }

  /** Into its place by time: what the visitor said comes before the answer to it, whichever arrives first. */
  private insert(bubble: HTMLElement): void {
    const at = timeOf(bubble);
    const others = [...this.element.children];
    let place = others.length;
    while (place > 0 && timeOf(others[place - 1]!) > at) place -= 1;
    this.element.insertBefore(bubble, others[place] ?? null);
    // A long message is read from its beginning.
    this.element.scrollTop = bubble.offsetTop - this.element.offsetTop - scrollMargin;
  }
}

const timeOf = (element: Element) => {
  const at = Date.parse((element as HTMLElement).dataset.at ?? '');
  return Number.isNaN(at) ? Infinity : at;
};

const linked = (text: string): (Node | string)[] =>
  linkPieces(text).map(({ text: piece, href }) =>
    href ? make('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, piece) : piece,
  );
