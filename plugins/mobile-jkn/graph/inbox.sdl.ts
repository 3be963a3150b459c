/** Types of the inbox and of the chat. */
export const inboxSdl = /* GraphQL */ `
  "Messages to a participant."
  type MobileJknInbox {
    "Newest first."
    entries: [MobileJknInboxEntry!]!
    "Where the page stands."
    pageInfo: MobileJknPageInfo!
    "Messages that were not read."
    unreadCount: Int!
  }

  "Where a page of the inbox stands."
  type MobileJknPageInfo {
    "True when older messages follow."
    hasNextPage: Boolean!
    "Give it as after for the next page; null on an empty page."
    endCursor: String
  }

  "A message to the participant."
  type MobileJknInboxEntry {
    "Id of the message in the hub."
    id: ID!
    "Counts up by one, from 1."
    sequence: Int!
    "When it was laid down."
    at: DateTime!
    "Whether it was marked as read."
    read: Boolean!
    "text, choices, image or document; show the text of kinds that you do not know."
    kind: String!
    "What it says."
    text: String!
    "Above the text; null without one."
    header: String
    "Under the text; null without one."
    footer: String
    "Label of the control that opens the choices; null without one."
    button: String
    "What may be tapped: send it back as choice."
    choices: [MobileJknChoice!]!
    "Where a picture or document lies; null without one."
    mediaUrl: String
    "Name of a document; null without one."
    fileName: String
    "Id of the message that this one answers; null when it answers none."
    replyTo: String
  }

  "Something to tap."
  type MobileJknChoice {
    "Send it back as choice."
    id: ID!
    "What is shown."
    title: String!
    "More words; null without any."
    description: String
    "Choices of an equal section belong together; null without one."
    section: String
  }

  "How much of the inbox is unread."
  type MobileJknInboxState {
    "Messages that were not read."
    unreadCount: Int!
    "Sequence up to which all was read."
    readUpTo: Int!
  }

  "Something said in the app: either text or choice."
  input MobileJknMessageInput {
    "New for each message, the same for each retry of it; 8 to 64 letters, digits, _ or -."
    clientId: ID!
    "Words, at most 4000 characters."
    text: String
    "Id of a tapped choice of the inbox."
    choice: ID
    "Title of the tapped choice."
    title: String
    "Language of the app."
    language: MobileJknLanguage
    "Id of the message that is answered."
    replyTo: ID
  }

  "The message is stored; it is answered in the inbox."
  type MobileJknMessageTaken {
    "The id that the app gave."
    clientId: ID!
    "True when an earlier call had brought it already."
    repeated: Boolean!
  }

  "How saying something ends."
  union MobileJknMessageResult = MobileJknMessageTaken | ValidationFailed
`;
