import { record, records, text, type Json } from '../json.js';

/**
 * Why Meta would refuse a message body with code 100, or null. Written from Meta's reference on its own, not from the
 * plugin's limits, so that one checks the other.
 */
export function checkGraphMessage(body: Json): string | null {
  if (body.messaging_product !== 'whatsapp') return 'messaging_product';
  if (!text(body.to) && !text(body.recipient)) return 'to';
  if ((text(body.biz_opaque_callback_data) ?? '').length > 512) return 'biz_opaque_callback_data';
  const type = text(body.type) ?? '';
  const check = Object.hasOwn(checks, type) ? checks[type] : undefined;
  return check ? check(record(body[type])) : 'type';
}

const between = (value: unknown, minimum: number, maximum: number) => {
  const length = (text(value) ?? '').length;
  return length >= minimum && length <= maximum;
};

const unique = (values: readonly unknown[]) => new Set(values).size === values.length;

const linked = (part: Json) =>
  text(part.link) || text(part.id) ? (between(part.caption, 0, 1024) ? null : 'caption') : 'link';

const checks: Readonly<Record<string, (part: Json) => string | null>> = {
  text: (part) => (between(part.body, 1, 4096) ? null : 'text.body'),
  interactive,
  image: linked,
  video: linked,
  audio: linked,
  document: linked,
  template: (part) => (text(part.name) && text(record(part.language).code) ? null : 'template'),
};

function interactive(part: Json): string | null {
  if (!between(record(part.body).text, 1, 1024)) return 'body.text';
  if (!between(record(part.footer).text, 0, 60) || !between(record(part.header).text, 0, 60)) return 'header or footer';
  const action = record(part.action);
  if (part.type === 'button') return buttons(records(action.buttons));
  return part.type === 'list' ? list(action) : 'interactive.type';
}

function buttons(given: Json[]): string | null {
  const replies = given.map((button) => record(button.reply));
  const whole = replies.every((reply) => between(reply.id, 1, 256) && between(reply.title, 1, 20));
  const different = unique(replies.map((reply) => reply.id)) && unique(replies.map((reply) => reply.title));
  return replies.length >= 1 && replies.length <= 3 && whole && different ? null : 'action.buttons';
}

function list(action: Json): string | null {
  const sections = records(action.sections);
  const rows = sections.flatMap((section) => records(section.rows));
  if (!between(action.button, 1, 20)) return 'action.button';
  if (sections.length < 1 || rows.length < 1 || rows.length > 10) return 'action.sections';
  if (sections.length > 1 && !sections.every((section) => between(section.title, 1, 24))) return 'section.title';
  const whole = rows.every(
    (row) => between(row.id, 1, 200) && between(row.title, 1, 24) && between(row.description, 0, 72),
  );
  return whole && unique(rows.map((row) => row.id)) ? null : 'rows';
}
