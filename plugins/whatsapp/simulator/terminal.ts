import type { ShownChoice, ShownMessage } from '../../sdk/index.js';
import { record, records, text, type Json } from '../json.js';
import { buttonReply, listReply, textContent } from './payloads.js';

/** Something the person may tap, with the control that it is on. */
export interface Option extends ShownChoice {
  readonly kind: 'button' | 'list';
}

/** Renders a Graph API message body: text as it is, buttons and lists as numbered choices. Pure. */
export function render(body: Json): ShownMessage {
  const type = text(body.type) ?? 'unknown';
  if (type === 'text') return { text: text(record(body.text).body) ?? '', choices: [] };
  if (type === 'interactive') return renderInteractive(record(body.interactive));
  if (type === 'template') return { text: `[template ${text(record(body.template).name) ?? ''}]`, choices: [] };
  const part = record(body[type]);
  return { text: `[${type}] ${[text(part.caption), text(part.link)].filter(Boolean).join(' ')}`.trim(), choices: [] };
}

function renderInteractive(interactive: Json): ShownMessage {
  const action = record(interactive.action);
  const rows = records(action.sections).flatMap((section) => records(section.rows));
  const replies = records(action.buttons).map((button) => record(button.reply));
  const taps = interactive.type === 'button' ? replies : rows;
  const choices = taps.map((tap): Option => {
    const kind = interactive.type === 'button' ? 'button' : 'list';
    return { kind, id: text(tap.id) ?? '', title: text(tap.title) ?? '' };
  });
  const lines = taps.map((tap, i) => {
    const description = text(tap.description);
    return `  ${i + 1}) ${text(tap.title) ?? ''}${description ? ` - ${description}` : ''}`;
  });
  const head = [record(interactive.header).text, record(interactive.body).text].map(text).filter(Boolean);
  const foot = [text(record(interactive.footer).text)].filter(Boolean);
  return { text: [...head, ...lines, ...foot].join('\n'), choices };
}

/** The message that words or a tap become. Pure. */
export function contentOf(words: string, tapped?: ShownChoice): object {
  if (!tapped) return textContent(words);
  const { id, title } = tapped;
  return (tapped as Option).kind === 'button' ? buttonReply(id, title) : listReply(id, title);
}
