import type { Language, MessageContent } from '../../../plugins/sdk/index.js';
import type { ChannelDescription } from './ports.js';

/** A template that an account must have approved for news after its reply window. */
export interface NewsTemplate {
  readonly name: string;
  readonly language: Language;
  readonly parameters: readonly string[];
}

/** Parameters of templates hold no line breaks (WhatsApp refuses them) and are never empty. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim() || '-';

function isWindowOver({ capabilities }: ChannelDescription, lastInboundAt: Date, now: Date): boolean {
  const { replyWindow, templates } = capabilities;
  return templates && replyWindow !== null && now.getTime() > lastInboundAt.getTime() + replyWindow;
}

/**
 * News of a case: free content inside the channel's reply window; after it a template, where the channel has them,
 * because free content would be refused.
 */
export function newsMessage(
  channel: ChannelDescription,
  lastInboundAt: Date,
  now: Date,
  { free, template }: { readonly free: Exclude<MessageContent, { kind: 'media' }>; readonly template: NewsTemplate },
): MessageContent {
  if (!isWindowOver(channel, lastInboundAt, now)) return free;
  const { name, language, parameters } = template;
  return {
    kind: 'template',
    name,
    language,
    category: 'utility',
    parameters: parameters.map(oneLine),
    text: free.text,
  };
}
