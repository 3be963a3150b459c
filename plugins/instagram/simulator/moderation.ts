import type { ProviderAnswer, ReceivedRequest } from '../../sdk/testing/index.js';
import { record, text } from '../json.js';
import { graphError, ok } from './answers.js';
import type { KnownComment } from './messaging.js';
import { newObjectId } from './payloads.js';

type Answer = Exclude<ProviderAnswer, string>;

/** One act on a comment that was carried out. */
export interface ModeratedComment {
  readonly comment: string;
  /** Method and edge: `POST replies`, `POST`, `DELETE`. */
  readonly action: string;
  readonly body: unknown;
}

/**
 * Public comments by Meta's rules ("IG Comment" and "IG Comment Replies"): no replies to hidden comments and under live
 * videos, nothing at all for a comment that was deleted or never was. The documents name the rules, but no code for the
 * first two; 100 stands for them.
 */
export class Moderation {
  readonly acts: ModeratedComment[] = [];
  private readonly hidden = new Set<string>();

  constructor(private readonly comments: Map<string, KnownComment>) {}

  answer({ method, json }: ReceivedRequest, id: string, edge: string | undefined): Answer {
    const comment = this.comments.get(id);
    if (!comment) return graphError(100, { subcode: 33, message: `Object with ID '${id}' does not exist` });
    const action = `${method} ${edge ?? ''}`.trim();
    const answer = this.carryOut(action, comment, record(json));
    if (answer.status === 200 && method !== 'GET') this.acts.push({ comment: id, action, body: record(json) });
    return answer;
  }

  private carryOut(action: string, comment: KnownComment, body: Readonly<Record<string, unknown>>): Answer {
    switch (action) {
      case 'GET':
        return ok({ id: comment.id, hidden: this.hidden.has(comment.id), media: { id: comment.mediaId } });
      case 'POST replies':
        return this.reply(comment, text(body.message));
      case 'POST':
        return this.show(comment, body.hide);
      case 'DELETE':
        this.comments.delete(comment.id);
        return ok({ success: true });
      default:
        return graphError(100);
    }
  }

  private reply({ id, live }: KnownComment, message: string | undefined): Answer {
    if (message === undefined) return graphError(100, { message: 'The parameter message is required' });
    if (live || this.hidden.has(id)) return graphError(100, { message: 'Invalid parameter' });
    return ok({ id: newObjectId() });
  }

  private show({ id }: KnownComment, hide: unknown): Answer {
    if (typeof hide !== 'boolean') return graphError(100, { message: 'The parameter hide is required' });
    if (hide) this.hidden.add(id);
    else this.hidden.delete(id);
    return ok({ success: true });
  }
}
