/** What moderation adds to the hub's graph. */
export const sdl = /* GraphQL */ `
  extend type Conversation {
    "Public comments among the first 50 messages of this conversation, oldest first; null for other channels. Officers, supervisors and administrators, scope conversations:read."
    instagramComments: [InstagramComment!]
  }

  extend type Query {
    "A comment that officers have moderated; null while nobody did. Officers, supervisors and administrators, scope conversations:read."
    instagramComment(
      "Account; the first one when it is left out."
      channel: ID
      "Instagram's id of the comment."
      id: ID!
    ): InstagramComment
  }

  extend type Mutation {
    "Replies to a comment in public, under the post. Whom it concerns is answered in private by sendMessage. Officers, supervisors and administrators, scope conversations:write."
    instagramReplyToComment(
      "Account; the first one when it is left out."
      channel: ID
      "The reply."
      input: InstagramReplyInput!
    ): InstagramCommentResult
    "Hides a comment from the public. Officers, supervisors and administrators, scope conversations:write."
    instagramHideComment(
      "Account; the first one when it is left out."
      channel: ID
      "The comment."
      input: InstagramCommentInput!
    ): InstagramCommentResult
    "Shows a hidden comment again. Officers, supervisors and administrators, scope conversations:write."
    instagramShowComment(
      "Account; the first one when it is left out."
      channel: ID
      "The comment."
      input: InstagramCommentInput!
    ): InstagramCommentResult
    "Deletes a comment for good. Officers, supervisors and administrators, scope conversations:write."
    instagramDeleteComment(
      "Account; the first one when it is left out."
      channel: ID
      "The comment."
      input: InstagramCommentInput!
    ): InstagramCommentResult
  }

  "Which comment, and the key by which a repetition is recognised."
  input InstagramCommentInput {
    "Instagram's id of the comment."
    commentId: ID!
    "1 to 200 characters, made by the client for each act. The same key does the same thing once, however often it is sent."
    idempotencyKey: String!
  }

  "A public reply."
  input InstagramReplyInput {
    "Instagram's id of the comment."
    commentId: ID!
    "1 to 2200 characters. Everybody reads them: no names, no numbers of people."
    text: String!
    "1 to 200 characters, made by the client for each act. The same key does the same thing once, however often it is sent."
    idempotencyKey: String!
  }

  "How moderating a comment ended."
  union InstagramCommentResult =
    | InstagramCommentChanged
    | InstagramCommentRefused
    | InstagramCommentUnclear
    | ValidationFailed

  "It is done."
  type InstagramCommentChanged {
    "The comment with its new state."
    comment: InstagramComment!
    "Instagram's id of the public reply; null for other acts."
    replyId: ID
    "True when the key had been used before: this time nothing was sent."
    repeated: Boolean!
  }

  "Nothing was done."
  type InstagramCommentRefused {
    "Why."
    code: InstagramCommentRefusal!
    "Why, and what to do."
    message: String!
    "Seconds after which the same key may be sent again; null: repeating alone does not help."
    retryAfter: Int
  }

  "Why nothing was done."
  enum InstagramCommentRefusal {
    "Instagram knows no such comment on posts of this account."
    COMMENT_NOT_FOUND
    "The hub deleted it before."
    COMMENT_DELETED
    "A hidden comment takes no replies."
    COMMENT_HIDDEN
    "Another change of this comment is under way."
    BUSY
    "Instagram asks the account to slow down."
    RATE_LIMITED
    "Instagram does not let the account act; an administrator has to look."
    ACCOUNT_BLOCKED
    "Instagram does not take it now."
    UNAVAILABLE
    "Instagram refuses it for good."
    REFUSED
  }

  "Nobody knows whether it was done: Instagram gave no clear answer. It is not sent again under this key."
  type InstagramCommentUnclear {
    "The comment as the hub knows it."
    comment: InstagramComment!
    "What to do."
    message: String!
    "True when the key had been used before: this time nothing was sent."
    repeated: Boolean!
  }

  "A public comment, and what officers did to it. Its words stand in the conversation."
  type InstagramComment {
    "Instagram's id."
    id: ID!
    "Instagram's id of the post; asked of Instagram once. Null when it does not tell."
    mediaId: ID
    "How it stands by what officers did here; what is done in Instagram's own app does not show."
    state: InstagramCommentState!
    "What was done to it, oldest first; the latest 200. What was refused is not in it."
    history: [InstagramCommentAct!]!
  }

  "How a comment stands."
  enum InstagramCommentState {
    "Everybody sees it."
    VISIBLE
    "Hidden from the public."
    HIDDEN
    "It is gone."
    DELETED
    "The last change had no clear answer: look at it on Instagram, or make the change again with a new key."
    UNCLEAR
  }

  "One thing that was done to a comment."
  type InstagramCommentAct {
    "What."
    action: InstagramCommentAction!
    "Who: the subject of the officer's token."
    by: ID!
    "When it was asked for."
    at: DateTime!
    "False: Instagram gave no clear answer, or none yet."
    isConfirmed: Boolean!
    "Instagram's id of the public reply; null for other acts."
    replyId: ID
  }

  "What officers do to a comment."
  enum InstagramCommentAction {
    "A public reply."
    REPLY
    "Hidden from the public."
    HIDE
    "Shown again."
    SHOW
    "Deleted for good."
    DELETE
  }
`;
