import { record, records, text, type Json } from '../json.js';
import { buttonReply, listReply, textContent } from './payloads.js';

/** Something the person may tap. */
export interface Option {
  readonly kind: 'button' | 'list';
  readonly id: string;
  readonly title: string;
}

/** A message of the hub as a terminal shows it. */
export interface Shown {
  readonly text: string;
  readonly options: readonly Option[];
}

/** Renders a Graph API message body: text as it is, buttons and lists as numbered choices. Pure. */
export function render(body: Json): Shown {
  const type = text(body.type) ?? 'unknown';
  if (type === 'text') return { text: text(record(body.text).body) ?? '', options: [] };
  if (type === 'interactive') return renderInteractive(record(body.interactive));
  if (type === 'template') return { text: `[template ${text(record(body.template).name) ?? ''}]`, options: [] };
  const part = record(body[type]);
  return { text: `[${type}] ${[text(part.caption), text(part.link)].filter(Boolean).join(' ')}`.trim(), options: [] };
}

function renderInteractive(interactive: Json): Shown {
  const action = record(interactive.action);
  const rows = records(action.sections).flatMap((section) => records(section.rows));
  const replies = records(action.buttons).map((button) => record(button.reply));
  const taps = interactive.type === 'button' ? replies : rows;
  const options = taps.map((tap): Option => {
    const kind = interactive.type === 'button' ? 'button' : 'list';
    return { kind, id: text(tap.id) ?? '', title: text(tap.title) ?? '' };
  });
  const lines = taps.map((tap, i) => {
    const description = text(tap.description);
    return `  ${i + 1}) ${text(tap.title) ?? ''}${description ? ` - ${description}` : ''}`;
  });
  const head = [record(interactive.header).text, record(interactive.body).text].map(text).filter(Boolean);
  const foot = [text(record(interactive.footer).text)].filter(Boolean);
  return { text: [...head, ...lines, ...foot].join('\n'), options };
}

/** What a typed line becomes: the number of a shown choice is a tap on it, everything else is text. Pure. */
export function answer(line: string, options: readonly Option[]): object {
  const option = /^\d{1,2}$/.test(line) ? options[Number(line) - 1] : undefined;
  if (!option) return textContent(line);
  return option.kind === 'button' ? buttonReply(option.id, option.title) : listReply(option.id, option.title);
}

/** What the chat needs of the simulator. */
export interface ChatLine {
  /** Messages to this person after a sequence number; waits a while when there is none. */
  next(after: number): Promise<readonly { sequence: number; body: Json }[]>;
  /** Delivers a message of the person; answers the hub's HTTP status. */
  say(content: object): Promise<number>;
}

export interface ChatOptions {
  readonly line: ChatLine;
  readonly input: AsyncIterable<string>;
  readonly output: (text: string) => void;
  /** Sequence after which messages are new. */
  readonly after: number;
  /** Lines come from a file or pipe: each waits for the reply to the one before. */
  readonly scripted: boolean;
}

/** Silence, in milliseconds, after which a scripted chat takes the hub's turn for ended; and the longest wait for one. */
const quiet = 700;
const patience = 10_000;

/** Plays one person until the input ends. */
export async function chat(options: ChatOptions): Promise<void> {
  const { line, input, output, scripted } = options;
  let shown: readonly Option[] = [];
  let lastAt = Date.now();
  let ended = false;
  const listen = async () => {
    let after = options.after;
    while (!ended) {
      for (const message of await line.next(after)) {
        after = Math.max(after, message.sequence);
        const { text: said, options: given } = render(message.body);
        if (given.length > 0) shown = given;
        lastAt = Date.now();
        output(`\n${said.replace(/^/gm, '  │ ')}\n`);
      }
    }
  };
  const listening = listen().catch((error: unknown) =>
    output(`\nThe simulator is gone: ${(error as Error).message}\n`),
  );
  for await (const typed of input) {
    const words = typed.trim();
    if (words === '/quit') break;
    if (words === '') continue;
    if (scripted) output(`\n> ${words}\n`);
    const saidAt = Date.now();
    const status = await line.say(answer(words, shown)).catch(() => 0);
    if (status !== 200) output(`\n${problem(status)}\n`);
    else if (scripted) await turn(() => lastAt, saidAt);
  }
  ended = true;
  if (!scripted) return;
  await Promise.race([listening, pause(quiet)]);
}

async function turn(lastAt: () => number, saidAt: number): Promise<void> {
  while (lastAt() < saidAt && Date.now() - saidAt < patience) await pause(20);
  while (Date.now() - lastAt() < quiet) await pause(20);
}

const pause = (wait: number) => new Promise((resolve) => setTimeout(resolve, wait));

function problem(status: number): string {
  if (status === 0) return 'The hub does not answer. Start it with `npm start`, or say where it is with KANAL_URL.';
  if (status === 401) return 'The hub refuses the signature: set the same WHATSAPP_PANDAWA_APP_SECRET here as there.';
  if (status === 404) return 'The hub has no channel whatsapp-pandawa.';
  return `The hub answered ${status}.`;
}
