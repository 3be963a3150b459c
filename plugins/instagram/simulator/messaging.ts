import type { ProviderAnswer } from '../../sdk/testing/index.js';
import { record, records, text, type Json } from '../json.js';
import { graphError, ok } from './answers.js';
import { newMessageId } from './payloads.js';

const hour = 3_600_000;

/** A message that the simulated Instagram took. */
export interface SentMessage {
  readonly mid: string;
  /** Instagram-scoped id, or the comment that was answered privately. */
  readonly to: string;
  readonly body: Json;
}

/** A comment that exists in the simulation. */
export interface KnownComment {
  readonly id: string;
  readonly authorId: string;
  readonly at: number;
  readonly live: boolean;
  /** What it stands under. */
  readonly mediaId: string;
}

/** Direct messages by Meta's rules: windows, tags, lengths, quick replies and the one private reply of a comment. */
export class Messaging {
  readonly sent: SentMessage[] = [];
  readonly comments = new Map<string, KnownComment>();
  /** Last message of a person, in ms. Who is not in it has never written. */
  readonly lastInbound = new Map<string, number>();
  liveIsOver = false;
  private readonly answered = new Set<string>();

  constructor(private readonly now: () => number) {}

  send(body: Json): Exclude<ProviderAnswer, string> {
    const recipient = record(body.recipient);
    const comment = text(recipient.comment_id);
    const person = text(recipient.id);
    const refusal =
      messageFault(record(body.message)) ??
      (comment === undefined ? this.windowFault(person ?? '', body) : this.privateReplyFault(comment));
    if (refusal) return refusal;
    if (comment !== undefined) this.answered.add(comment);
    const mid = newMessageId();
    this.sent.push({ mid, to: comment ?? person ?? '', body });
    return ok({ recipient_id: person ?? this.comments.get(comment ?? '')?.authorId, message_id: mid });
  }

  private windowFault(person: string, body: Json) {
    const last = this.lastInbound.get(person);
    if (last === undefined) return graphError(100, { subcode: 2534014, message: 'The requested user cannot be found' });
    const age = this.now() - last;
    const tagged = body.messaging_type === 'MESSAGE_TAG' && body.tag === 'HUMAN_AGENT';
    if (age <= 24 * hour || (tagged && age <= 7 * 24 * hour)) return null;
    return graphError(10, {
      subcode: 2534022,
      status: 403,
      message: 'This message is sent outside of allowed window.',
    });
  }

  private privateReplyFault(id: string) {
    const comment = this.comments.get(id);
    if (!comment) return graphError(100, { subcode: 33 });
    if (this.answered.has(id)) return graphError(10900, { message: 'Activity already replied to' });
    const late = comment.live ? this.liveIsOver : this.now() - comment.at > 7 * 24 * hour;
    return late ? graphError(10901, { message: 'Too late' }) : null;
  }
}

function messageFault(message: Json) {
  const words = text(message.text);
  const attachment = record(message.attachment);
  const replies = records(message.quick_replies);
  const sound =
    words === undefined
      ? attachment.type === 'image' && text(record(attachment.payload).url) !== undefined
      : Buffer.byteLength(words, 'utf8') <= 1000;
  const quick = replies.length <= 13 && replies.every(isQuickReply);
  return sound && quick ? null : graphError(100, { message: 'Invalid parameter' });
}

function isQuickReply({ content_type, title, payload }: Json): boolean {
  const [shown, hidden] = [text(title) ?? '', text(payload) ?? ''];
  return (
    content_type === 'text' && shown.length >= 1 && shown.length <= 20 && hidden.length >= 1 && hidden.length <= 1000
  );
}
