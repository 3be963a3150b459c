/** Whom a recipient key names. A person who only commented cannot be written to as a person: only the comment can be answered. */
export type Address =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'comment'; readonly id: string; readonly live: boolean };

/** The sender key of a comment's author: answering it sends the private reply to that comment. */
export function commentKey(commentId: string, live: boolean): string {
  return `${live ? 'live-comment' : 'comment'}:${commentId}`;
}

/** Reads a key that `parse` made: an Instagram-scoped user id, or a comment. */
export function addressOf(key: string): Address {
  const match = /^(live-)?comment:(.+)$/s.exec(key);
  return match
    ? { kind: 'comment', id: match[2] as string, live: match[1] !== undefined }
    : { kind: 'person', id: key };
}
