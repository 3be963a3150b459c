import type { ChoicesContent, InboundContent, Language } from '../../../plugins/sdk/index.js';
import { fill, plainText } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { ResolutionQuestionRow } from '../data/resolution.model.js';
import type { ResolutionRepository } from '../data/resolution.repository.js';
import type { Conversation } from './conversation.js';
import { plain } from './menu/index.js';
import type { Outgoing } from './outgoing.js';

const labels = {
  yes: { id: 'Ya, sudah selesai', en: 'Yes, it is solved' },
  no: { id: 'Belum selesai', en: 'Not solved yet' },
} as const;
type Answer = keyof typeof labels;

const thanks: Readonly<Record<Answer, Readonly<Record<Language, string>>>> = {
  yes: {
    id: 'Terima kasih. Pengaduan {ticket} kami tutup.',
    en: 'Thank you. We close complaint {ticket}.',
  },
  no: {
    id: 'Terima kasih sudah memberi tahu. Pengaduan {ticket} kami buka kembali.',
    en: 'Thank you for telling us. We open complaint {ticket} again.',
  },
};

/** Whole answers, without case and punctuation. What says more than this is no answer but a message. */
const phrases: Readonly<Record<Answer, ReadonlySet<string>>> = {
  yes: new Set(
    'ya|iya|y|1|sudah|sudah selesai|ya sudah|ya, sudah|selesai|benar|betul|yes|solved|it is solved|yes solved'.split(
      '|',
    ),
  ),
  no: new Set(
    'tidak|belum|belum selesai|tidak, belum|belum beres|n|2|no|not yet|not solved|no not yet|no, not yet|not really'.split(
      '|',
    ),
  ),
};
const answers = ['yes', 'no'] as const;
const choicePrefix = 'resolution-';
const choiceId = (answer: Answer, complaintId: string) => `${choicePrefix}${answer}:${complaintId}`;

/** A provider that tells whole seconds may date the answer up to this many milliseconds before its question. */
const clockGrain = 1_000;

/** The question as a message: two buttons, or a numbered list where a channel has none. */
export function resolutionQuestion(text: string, complaintId: string, language: Language): ChoicesContent {
  return {
    kind: 'choices',
    text,
    choices: answers.map((answer, index) => ({
      id: choiceId(answer, complaintId),
      title: labels[answer][language],
      keypad: String(index + 1),
    })),
  };
}

/** What was sent, and how it stands to what was asked. */
export interface ReceivedAnswer {
  readonly content: InboundContent;
  /** The sender's time. */
  readonly sentAt: Date;
  readonly now: Date;
  /** Sequence of the message; 1 where it opened the conversation. */
  readonly sequence: number;
  readonly actor: string;
}

interface Found {
  readonly question: ResolutionQuestionRow;
  readonly answer: Answer;
}

/** Takes the participant's own word whether its complaint is solved, for complaints to act on. */
export class ResolutionAnswers {
  constructor(
    private readonly parts: {
      readonly events: EventLog;
      readonly repository: ResolutionRepository;
      readonly outgoing: Outgoing;
    },
  ) {}

  /** Appends `resolution.answered` and thanks, when the message answers an open question; false when it does not. */
  async take(conversation: Conversation, received: ReceivedAnswer, unit: UnitOfWork): Promise<boolean> {
    const { repository, events, outgoing } = this.parts;
    if (received.content.kind !== 'choice' && received.content.kind !== 'text' && received.content.kind !== 'keypad')
      return false;
    if (!mayAnswer(received.content)) return false;
    const { id: conversationId, contactId, language } = conversation.state;
    const found = answerAmong(await repository.openOf(contactId, unit), conversationId, received);
    if (!found) return false;
    const { question, answer } = found;
    await repository.settle(question._id, unit);
    await events.append(unit, 'resolutionAnswered', {
      key: `conversation:${conversationId}`,
      actor: received.actor,
      data: {
        complaintId: question._id,
        conversationId,
        confirmed: answer === 'yes',
        at: received.sentAt.toISOString(),
      },
      sealed: { text: plainText(received.content) || labels[answer][language] },
    });
    const text = fill(thanks[answer][language], { ticket: question.ticket });
    const speaker = { author: 'SYSTEM' as const, actor: received.actor };
    await outgoing.say(unit, conversation, { kind: 'text', text }, speaker, received.now);
    return true;
  }
}

/** Whether the content could answer any question: most messages cannot, and cost no look at the questions. */
const mayAnswer = (content: InboundContent): boolean =>
  (content.kind === 'choice' && content.id.startsWith(choicePrefix)) ||
  answers.some((each) => phrases[each].has(plain(plainText(content))));

/** A tap answers its own question, however late; a bare word or key only the question that was said last. */
function answerAmong(
  questions: readonly ResolutionQuestionRow[],
  conversationId: string,
  { content, sentAt, sequence }: ReceivedAnswer,
): Found | undefined {
  if (content.kind === 'choice') {
    for (const question of questions) {
      const answer = answers.find((each) => choiceId(each, question._id) === content.id);
      if (answer) return { question, answer };
    }
  }
  const [question] = questions;
  if (!question || sentAt.getTime() + clockGrain <= question.askedAt.getTime()) return undefined;
  const isNext = question.conversationId === conversationId ? sequence === question.sequence + 1 : sequence === 1;
  const word = plain(plainText(content));
  const answer = isNext ? answers.find((each) => phrases[each].has(word)) : undefined;
  return answer && { question, answer };
}
