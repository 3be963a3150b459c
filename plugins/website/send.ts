import type { PluginContext, SendCommand, SendOutcome } from '../sdk/index.js';
import type { WebsiteConfig } from './config.js';
import type { MailboxValue } from './messages.js';

/**
 * Lays a message down for its visitor, who fetches it by itself. The message id is the entry's id: laid down twice, it is
 * there once, so a failure may be tried again.
 */
export async function send(command: SendCommand, context: PluginContext<WebsiteConfig>): Promise<SendOutcome> {
  const { messageId, recipient, content } = command;
  const value: MailboxValue = { from: 'hub', content };
  try {
    await context.mailbox.append(recipient.key, { id: messageId, value });
    return { status: 'accepted', externalId: messageId };
  } catch {
    const error = { code: 'MAILBOX', message: 'The mailbox of the visitor could not be written.' };
    return { status: 'rejected', permanent: false, retryAfter: 1_000, error };
  }
}
