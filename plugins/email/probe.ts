import type { PluginContext, ProbeResult } from '../sdk/index.js';
import type { EmailConfig } from './config.js';
import { MailboxError, withMailbox } from './mailbox.js';
import { SubmissionError, tryServer } from './submission.js';

/** Logs in on both sides and opens the folder; reads and sends nothing. */
export async function probe({ config, signal }: PluginContext<EmailConfig>): Promise<ProbeResult> {
  try {
    await withMailbox(config, signal, () => Promise.resolve());
    await tryServer(config, signal);
  } catch (error) {
    return found(error);
  }
  return { state: 'OK', message: 'The IMAP and SMTP servers let the account in.' };
}

function found(error: unknown): ProbeResult {
  if (error instanceof MailboxError) {
    const refused = error.code !== 'NO_ANSWER';
    const fault = { code: error.code, message: error.message };
    return { state: refused ? 'DOWN' : 'DEGRADED', message: error.message, error: fault, ...(refused ? act : {}) };
  }
  if (!(error instanceof SubmissionError)) throw error;
  const refused = ['EAUTH', 'ETLS'].includes(error.code);
  const message = refused
    ? 'The SMTP server refuses the login or offers no TLS.'
    : 'The SMTP server could not be asked.';
  const fault = { code: error.code, message };
  return { state: refused ? 'DOWN' : 'DEGRADED', message, error: fault, ...(refused ? act : {}) };
}

const act = { action: 'Correct the settings of the mail account and start again.' };
