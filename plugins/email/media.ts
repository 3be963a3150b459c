import type { MediaOutcome, MediaReference, PluginContext } from '../sdk/index.js';
import { addedAttachments, refusalOf } from './attachments.js';
import type { EmailConfig } from './config.js';
import { parseMail } from './mail.js';
import { MailboxError, withMailbox } from './mailbox.js';
import { fetchMail } from './poll.js';

/** An attachment, for an officer to look at. Not scanned: the reader must treat it as hostile. */
export interface FetchedAttachment {
  readonly mimeType: string;
  readonly content: Buffer;
}

/**
 * Fetches an attachment by the `mediaId` of its item, or null when the mail is gone, the folder was built anew, or the
 * attachment is not let in.
 * @throws MailboxError when the server cannot be asked
 */
export async function fetchAttachment(
  mediaId: string,
  { config, signal }: Pick<PluginContext<EmailConfig>, 'config' | 'signal'>,
): Promise<FetchedAttachment | null> {
  const [, uidValidity, uid, place] = /^(\d{1,20})\.(\d{1,10})\.(\d{1,3})$/.exec(mediaId) ?? [];
  if (uidValidity === undefined) return null;
  const mail = await withMailbox(config, signal, (client, folder) =>
    String(folder.uidValidity) === uidValidity
      ? fetchMail(client, Number(uid), uidValidity, config.maximumMessageBytes)
      : Promise.resolve(null),
  );
  if (mail === null || mail.truncated) return null;
  const attachment = addedAttachments((await parseMail(mail.source)).attachments)[Number(place) - 1];
  if (attachment === undefined || refusalOf(attachment, config) !== null) return null;
  return { mimeType: attachment.contentType, content: attachment.content };
}

/** An attachment as the host keeps it. Mail that is gone from its folder is gone for good. */
export async function media(
  { mediaId, fileName }: MediaReference,
  context: PluginContext<EmailConfig>,
): Promise<MediaOutcome> {
  try {
    const found = await fetchAttachment(mediaId ?? '', context);
    if (found === null)
      return { status: 'gone', error: { code: 'GONE', message: 'the mail or its attachment is not there any more' } };
    const { mimeType, content } = found;
    return { status: 'found', mimeType, bytes: pieces(content), ...(fileName === undefined ? {} : { fileName }) };
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    return { status: 'later', error: { code: error.code, message: error.message } };
  }
}

async function* pieces(content: Buffer): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(content);
}
