import type { ChoicesContent, MediaContent, MessageContent, SendCommand, TemplateContent } from '../sdk/index.js';
import { sectionsOf } from '../sdk/index.js';

/**
 * The body of `POST /{phone-number-id}/messages`. Pure. `biz_opaque_callback_data` carries our message id: Meta echoes
 * it in every status, which settles sends whose answer was lost.
 */
export function toGraphMessage(command: SendCommand): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...addressOf(command),
    ...(command.replyTo ? { context: { message_id: command.replyTo } } : {}),
    ...bodyOf(command.content),
    biz_opaque_callback_data: command.messageId,
  };
}

/** A phone number goes into `to`, a business-scoped user id into `recipient`. */
function addressOf({ recipient }: SendCommand): Record<string, string> {
  if (recipient.phone !== undefined) return { to: recipient.phone.replace(/^\+/, '') };
  return /^\d+$/.test(recipient.key) ? { to: recipient.key } : { recipient: recipient.key };
}

function bodyOf(content: MessageContent): Record<string, unknown> {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: { body: content.text, preview_url: false } };
    case 'choices':
      return { type: 'interactive', interactive: interactiveOf(content) };
    case 'media':
      return { type: content.media, [content.media]: mediaOf(content) };
    case 'template':
      return { type: 'template', template: templateOf(content) };
  }
}

function interactiveOf(content: ChoicesContent): Record<string, unknown> {
  return {
    type: content.layout === 'buttons' ? 'button' : 'list',
    ...(content.header ? { header: { type: 'text', text: content.header } } : {}),
    body: { text: content.text },
    ...(content.footer ? { footer: { text: content.footer } } : {}),
    action: content.layout === 'buttons' ? buttonsOf(content) : listOf(content),
  };
}

function buttonsOf({ choices }: ChoicesContent) {
  return { buttons: choices.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) };
}

function listOf({ choices, button }: ChoicesContent) {
  const sections = sectionsOf(choices).map((name) => ({
    ...(name ? { title: name } : {}),
    rows: choices
      .filter((choice) => (choice.section ?? '') === name)
      .map(({ id, title, description }) => ({ id, title, ...(description ? { description } : {}) })),
  }));
  return { button: button ?? 'Menu', sections };
}

function mediaOf({ media, url, caption, fileName }: MediaContent) {
  return {
    link: url,
    ...(caption ? { caption } : {}),
    ...(fileName && media === 'document' ? { filename: fileName } : {}),
  };
}

function templateOf({ name, language, parameters }: TemplateContent) {
  const body = { type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) };
  return {
    name,
    language: { code: language, policy: 'deterministic' },
    ...(parameters.length > 0 ? { components: [body] } : {}),
  };
}
