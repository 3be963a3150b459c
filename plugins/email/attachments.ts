import { createHash } from 'node:crypto';
import type { InboundContent, MediaKind } from '../sdk/index.js';
import { allowedTypes, type EmailConfig } from './config.js';
import type { MailPart } from './mail.js';

/** More attachments than these are told as one refusal. */
export const mostAttachments = 10;

/** Why an attachment was not let in. */
export type AttachmentRefusal = 'TYPE_NOT_ALLOWED' | 'TOO_LARGE' | 'EMPTY' | 'TOO_MANY' | 'MAIL_TOO_LARGE';

const kinds: Readonly<Record<string, MediaKind>> = { image: 'image', video: 'video', audio: 'audio' };

/** First bytes by which a file shows what it is; types without one (text) are not checked. */
const magic: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['25504446'],
  'image/jpeg': ['ffd8ff'],
  'image/png': ['89504e47'],
  'image/webp': ['52494646'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['504b0304'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['504b0304'],
};

/** The attachments that a person added: pictures that HTML shows in its place (signatures, pixels) are none. */
export function addedAttachments(attachments: readonly MailPart[]): MailPart[] {
  return attachments.filter(({ related }) => !related);
}

/** Each attachment as content: a medium that can be fetched by `mediaId`, or what was refused and why. */
export function attachmentContents(
  attachments: readonly MailPart[],
  mailReference: string,
  config: EmailConfig,
): InboundContent[] {
  const contents = attachments
    .slice(0, mostAttachments)
    .map((attachment, index) => toContent(attachment, `${mailReference}.${index + 1}`, config));
  return attachments.length > mostAttachments ? [...contents, refused('TOO_MANY')] : contents;
}

/** Why an attachment is not let in, or null: type, size and first bytes must fit. */
export function refusalOf({ contentType: type, content }: MailPart, config: EmailConfig): AttachmentRefusal | null {
  if (!allowedTypes(config).has(type)) return 'TYPE_NOT_ALLOWED';
  if (content.length > config.maximumAttachmentBytes) return 'TOO_LARGE';
  if (content.length === 0) return 'EMPTY';
  const heads = magic[type];
  const head = content.subarray(0, 8).toString('hex');
  return heads === undefined || heads.some((start) => head.startsWith(start)) ? null : 'TYPE_NOT_ALLOWED';
}

/** A refusal as content: kept in the conversation, so that an officer can ask for another file. */
export function refused(code: AttachmentRefusal): InboundContent {
  return { kind: 'unsupported', rawType: 'attachment', code };
}

function toContent(attachment: MailPart, mediaId: string, config: EmailConfig): InboundContent {
  const refusal = refusalOf(attachment, config);
  if (refusal !== null) return refused(refusal);
  const { contentType: mimeType } = attachment;
  const fileName = safeName(attachment.fileName);
  return {
    kind: 'media',
    media: kinds[mimeType.split('/')[0] ?? ''] ?? 'document',
    mediaId,
    mimeType,
    sha256: createHash('sha256').update(attachment.content).digest('base64'),
    ...(fileName === '' ? {} : { fileName }),
  };
}

/** A name without folders, control or direction characters. */
function safeName(name: string): string {
  const bare = name.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  return (bare.split(/[\\/]/).at(-1) ?? '').replace(/^\.+/, '').slice(-120);
}
