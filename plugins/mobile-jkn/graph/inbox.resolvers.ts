import { GraphFault, type InboundContent, type Language, type MailboxEntry } from '../../sdk/index.js';
import { viewOf, type InboxValue } from '../inbox/entry.js';
import { accountKey, inboxPage, markRead } from '../inbox/inbox.js';
import { installationId, keyedHash } from '../keys.js';
import { problem, type Problem } from '../registration/refusal.js';
import { invalid, participantOf, type AppContext } from './answers.js';

/** The app's endings of pages are sequences. @throws GraphFault BAD_USER_INPUT */
function sequenceOf(after: string | null | undefined): number | null {
  if (after === null || after === undefined) return null;
  if (!/^\d{1,9}$/.test(after)) throw new GraphFault('BAD_USER_INPUT', 'after is endCursor of the page before.');
  return Number(after);
}

export async function inbox(context: AppContext, first: number | null | undefined, after: string | null | undefined) {
  const participantId = participantOf(context);
  const size = first ?? 20;
  if (size < 1 || size > 100) throw new GraphFault('BAD_USER_INPUT', 'Ask for between 1 and 100.');
  const page = await inboxPage(context, participantId, size, sequenceOf(after));
  const last = page.entries.at(-1);
  return {
    entries: page.entries.map((entry) => shown(entry, page.readUpTo)),
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: last ? String(last.sequence) : null },
    unreadCount: page.unreadCount,
  };
}

function shown({ id, sequence, at, value }: MailboxEntry, readUpTo: number) {
  const { content, replyTo = null } = value as InboxValue;
  const { choices, ...view } = viewOf(content);
  const shownChoices = choices.map(({ id: choice, title, description = null, section = null }) => {
    return { id: choice, title, description, section };
  });
  return { id, sequence, at, read: sequence <= readUpTo, ...view, choices: shownChoices, replyTo };
}

export async function readUpTo(context: AppContext, upTo: number) {
  const participantId = participantOf(context);
  if (!Number.isInteger(upTo) || upTo < 0) throw new GraphFault('BAD_USER_INPUT', 'upTo is the sequence of a message.');
  const { unreadCount, readUpTo: read } = await markRead(context, participantId, upTo);
  return { unreadCount, readUpTo: read };
}

/** A message as GraphQL gives it. */
export interface MessageInput {
  readonly clientId: string;
  readonly text?: string | null;
  readonly choice?: string | null;
  readonly title?: string | null;
  readonly language?: Language | null;
  readonly replyTo?: string | null;
}

const longestText = 4_000;
const longestChoice = 200;

/** Puts what is said into the hub's inbox, as a message of the signed-in participant. */
export async function sendMessage(context: AppContext, input: MessageInput) {
  const participantId = participantOf(context);
  const problems = messageFaults(input);
  if (problems.length > 0) return invalid(problems);
  const { clientId, language, replyTo } = input;
  const { stored } = await context.receive([
    {
      kind: 'message',
      accountKey,
      externalId: `${keyedHash(context.config, 'participant', participantId)}:${clientId}`,
      at: context.now(),
      sender: { key: participantId, participantId, ...(language && { language }) },
      content: contentOf(input),
      ...(replyTo && { replyTo }),
    },
  ]);
  return { __typename: 'MobileJknMessageTaken', clientId, repeated: stored === 0 };
}

function contentOf({ text, choice, title }: MessageInput): InboundContent {
  return choice ? { kind: 'choice', id: choice, title: title ?? choice } : { kind: 'text', text: (text ?? '').trim() };
}

function messageFaults({ clientId, text, choice, title }: MessageInput): Problem[] {
  const problems: Problem[] = [];
  if (!installationId.test(clientId))
    problems.push(problem('clientId', 'A client id has 8 to 64 letters, digits, _ or -.'));
  if (Boolean(text?.trim()) === Boolean(choice)) problems.push(problem('text', 'Give either text or choice.'));
  if ((text ?? '').length > longestText) problems.push(problem('text', `At most ${longestText} characters.`));
  for (const [field, value] of [['choice', choice] as const, ['title', title] as const])
    if ((value ?? '').length > longestChoice) problems.push(problem(field, `At most ${longestChoice} characters.`));
  return problems;
}
