import type { PluginContext, ProviderError, SendCommand, SendEffect, SendOutcome } from '../sdk/index.js';
import { composeMail } from './compose.js';
import type { EmailConfig } from './config.js';
import { deliveryError } from './delivery-report.js';
import { isAddress } from './mail.js';
import { submit, SubmissionError } from './submission.js';
import { messageIdHeader } from './thread-token.js';

/** One try of one message. Accepted means that the SMTP server has taken charge of it; a bounce may still follow. */
export async function send(command: SendCommand, context: PluginContext<EmailConfig>): Promise<SendOutcome> {
  const { config, signal, now } = context;
  if (!isAddress(command.recipient.key)) {
    const error = { code: 'NOT_AN_ADDRESS', message: 'the recipient is not one mail address' };
    return { status: 'rejected', permanent: true, effect: 'FLAG_RECIPIENT', error };
  }
  const message = await composeMail(command, config, now());
  try {
    await submit(config, command.recipient.key, message, signal);
  } catch (error) {
    if (error instanceof SubmissionError) return outcomeOf(error);
    throw error;
  }
  return { status: 'accepted', externalId: messageIdHeader(command.messageId, config) };
}

/**
 * The server's answer decides (RFC 5321, 4.2.1): 4xx may be tried again, 5xx not. Without an answer nothing has been
 * sent before DATA; after it nobody knows, and the mail is not sent again.
 */
export function outcomeOf(fault: SubmissionError): SendOutcome {
  const { stage, reply, enhanced } = fault;
  const code = enhanced ?? String(reply ?? fault.code);
  if (stage === 'connect' || stage === 'login') return notLetIn(fault, code);
  if (reply === undefined) {
    const error = { code, message: 'the connection ended without an answer' };
    return stage === 'data' ? { status: 'unknown', error } : { status: 'rejected', permanent: false, error };
  }
  const error = refusal(reply, enhanced);
  const effect = effectOf(fault);
  const permanent = reply >= 500;
  const { retryAfter } = fault;
  return {
    status: 'rejected',
    permanent,
    ...(effect ? { effect } : {}),
    ...(retryAfter === undefined || permanent ? {} : { retryAfter }),
    error,
  };
}

/** A refused login, or a server that offers no TLS, stops the account: the message itself is sound. */
function notLetIn({ code: kind, reply }: SubmissionError, code: string): SendOutcome {
  const broken = kind === 'ETLS' || (kind === 'EAUTH' && (reply === undefined || reply >= 500));
  const message = broken ? 'the SMTP server refuses the login or offers no TLS' : 'the SMTP server cannot be reached';
  const effect: SendEffect = broken ? 'STOP_ACCOUNT' : 'DELAY_ACCOUNT';
  return { status: 'rejected', permanent: false, effect, error: { code, message } };
}

function refusal(reply: number, enhanced: string | undefined): ProviderError {
  if (enhanced !== undefined) return deliveryError(enhanced);
  return { code: String(reply), message: replies[reply] ?? 'the SMTP server refused the mail' };
}

/** RFC 5321, 4.2.3. */
const replies: Readonly<Record<number, string>> = {
  421: 'the service is not available now',
  450: 'the mailbox is not available now',
  451: 'the server had a fault of its own',
  452: 'the server has too little storage',
  550: 'the mailbox is not available',
  551: 'the person is not local to the server',
  552: 'the storage of the mailbox is full',
  553: 'the name of the mailbox is not allowed',
  554: 'the transaction failed',
};

function effectOf({ reply = 0, command, enhanced }: SubmissionError): SendEffect | undefined {
  if (reply === 421) return 'DELAY_ACCOUNT';
  if (command !== 'RCPT TO') return undefined;
  if (reply < 500) return 'DELAY_RECIPIENT';
  const nobody = enhanced === undefined ? [550, 551, 553].includes(reply) : /^5\.1\./.test(enhanced);
  return nobody ? 'FLAG_RECIPIENT' : undefined;
}
