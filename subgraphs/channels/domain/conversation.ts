import { randomUUID } from 'node:crypto';
import type { Language } from '../../../plugins/sdk/index.js';
import type { MenuState } from './menu/index.js';
import type { ServiceStandards } from './service-standards.js';
import { cancelWaits, dueAt, isOrWasOverdue, lastWait, openWait, startWait, stopWait, type Wait } from './waits.js';

export const conversationStatuses = [
  'OPEN',
  'MENU',
  'QUEUED',
  'WITH_OFFICER',
  'WAITING_PARTICIPANT',
  'CLOSED',
] as const;
export type ConversationStatus = (typeof conversationStatuses)[number];

/** How a message to the participant is addressed. Personal: sealed at rest. */
export interface Contact {
  readonly key: string;
  readonly phone?: string;
  readonly name?: string;
  /** One message can be sent to it, no more. */
  readonly singleReply?: true;
}

/** What a conversation holds. */
export interface ConversationState {
  readonly id: string;
  readonly channelId: string;
  readonly contactId: string;
  contact: Contact;
  participantId: string | null;
  language: Language;
  status: ConversationStatus;
  assigneeId: string | null;
  skill: string | null;
  menuPath: readonly string[];
  menu: MenuState | null;
  waits: readonly Wait[];
  messageCount: number;
  requestCount: number;
  readonly openedAt: Date;
  updatedAt: Date;
  lastInboundAt: Date;
  closedAt: Date | null;
  /** Place in queues: 0 for people with priority, 1 for all others. */
  rank: number;
  /** Since when it waits for an officer, on the sender's time; null: it does not. */
  queuedAt: Date | null;
  /** When an officer first took it; null: none did. */
  assignedAt: Date | null;
  /** When it is closed if the participant stays silent; null: never. */
  silenceEndsAt: Date | null;
  /** When the officer's running wait falls due, while nobody was told of it; null: none does. */
  officerDueAt: Date | null;
  readonly revision: number;
}

/** How long a menu waits for an answer before the conversation ends without a word. */
const menuPatience = 24 * 3_600_000;

/** A conversation under work: every change of its state goes through here. */
export class Conversation {
  private constructor(
    readonly state: ConversationState,
    private readonly standards: ServiceStandards,
  ) {}

  static open(
    input: Pick<ConversationState, 'channelId' | 'contactId' | 'contact' | 'participantId' | 'language' | 'openedAt'>,
    standards: ServiceStandards,
  ): Conversation {
    const state: ConversationState = {
      ...input,
      id: `cnv_${randomUUID().replaceAll('-', '')}`,
      status: 'OPEN',
      assigneeId: null,
      skill: null,
      menuPath: [],
      menu: null,
      waits: [],
      messageCount: 0,
      requestCount: 0,
      updatedAt: input.openedAt,
      lastInboundAt: input.openedAt,
      closedAt: null,
      rank: 1,
      queuedAt: null,
      assignedAt: null,
      silenceEndsAt: null,
      officerDueAt: null,
      revision: 0,
    };
    return new Conversation(state, standards);
  }

  static of(state: ConversationState, standards: ServiceStandards): Conversation {
    return new Conversation({ ...state }, standards);
  }

  get isOpen(): boolean {
    return this.state.status !== 'CLOSED';
  }

  /** An officer holds the conversation: the menu keeps silent. */
  get isWithOfficer(): boolean {
    return this.state.status === 'WITH_OFFICER' || this.state.status === 'WAITING_PARTICIPANT';
  }

  /** The participant wrote. `at` is the sender's time, never later than the receipt. */
  received(contact: Contact, at: Date, now: Date): void {
    const { state } = this;
    state.contact = contact;
    if (at > state.lastInboundAt) state.lastInboundAt = at;
    state.waits = stopWait(state.waits, 'PARTICIPANT_RESPONSE', at);
    if (this.isWithOfficer) {
      state.status = 'WITH_OFFICER';
      this.awaitOfficer(at);
    }
    this.touch(now);
  }

  /** The live session behind the conversation moved: an officer speaks with the participant, or the participant is gone. */
  sessionMoved(event: 'NOTED' | 'OFFICER_ANSWERED' | 'ENDED' | 'STARTED', at: Date, now: Date): void {
    const { assigneeId } = this.state;
    if (!this.isOpen) return;
    if (event === 'OFFICER_ANSWERED' && assigneeId !== null) this.answered(assigneeId, at);
    if (event === 'ENDED') this.close(now);
    this.touch(now);
  }

  /** The menu took a step. `at` is the time of the message that caused it. */
  stepped(menu: MenuState, at: Date, now: Date): void {
    const { state } = this;
    state.menu = menu;
    state.menuPath = menu.path;
    state.language = menu.language;
    if (menu.mode === 'CLOSED') return this.close(now);
    if (menu.mode === 'MENU') state.waits = cancelWaits(state.waits, at, 'OFFICER_RESPONSE');
    else this.awaitOfficer(at);
    state.queuedAt = menu.mode === 'QUEUED' ? (state.queuedAt ?? at) : null;
    state.status = menu.mode;
    this.touch(now);
  }

  /** There is no menu on this channel: the participant waits for an officer. */
  queue(skill: string | null, at: Date, now: Date): void {
    this.state.status = 'QUEUED';
    this.state.queuedAt ??= at;
    this.state.skill = skill;
    this.awaitOfficer(at);
    this.touch(now);
  }

  assign(officerId: string, now: Date): void {
    this.state.assigneeId = officerId;
    if (!this.isWithOfficer) this.state.status = 'WITH_OFFICER';
    this.taken(now);
    this.touch(now);
  }

  /** An officer answered; the participant is to write next. The latest answer is the one the participant has time for. */
  answered(officerId: string, now: Date): void {
    const { state, standards } = this;
    state.assigneeId ??= officerId;
    this.taken(now);
    state.status = 'WAITING_PARTICIPANT';
    state.waits = stopWait(state.waits, 'OFFICER_RESPONSE', now);
    state.waits = cancelWaits(state.waits, now, 'PARTICIPANT_RESPONSE');
    state.waits = startWait(state.waits, standards.participant, standards.calendar, now);
    this.touch(now);
  }

  close(now: Date): void {
    const { state } = this;
    state.status = 'CLOSED';
    state.closedAt = now;
    state.queuedAt = null;
    state.waits = cancelWaits(state.waits, now);
    this.touch(now);
  }

  /** True when the participant has been silent for too long at an instant: what comes then begins anew. */
  isSilentAt(at: Date): boolean {
    const { silenceEndsAt } = this.state;
    return this.isOpen && silenceEndsAt !== null && silenceEndsAt <= at;
  }

  /** Takes the instant at which the officer's answer fell due, once, with the wait; null when it is not overdue. */
  breached(now: Date): { readonly dueAt: Date; readonly wait: Wait } | null {
    const { officerDueAt, waits } = this.state;
    const wait = lastWait(waits, 'OFFICER_RESPONSE');
    if (!this.isOpen || officerDueAt === null || officerDueAt > now || !wait) return null;
    this.state.officerDueAt = null;
    return { dueAt: officerDueAt, wait };
  }

  /** Sequence of the next message. */
  nextMessage(now: Date): number {
    this.touch(now);
    return (this.state.messageCount += 1);
  }

  /** Number of the next complaint or service request. */
  nextRequest(): number {
    return (this.state.requestCount += 1);
  }

  private taken(now: Date): void {
    this.state.queuedAt = null;
    this.state.assignedAt ??= now;
  }

  private awaitOfficer(at: Date): void {
    const { state, standards } = this;
    const before = openWait(state.waits, 'OFFICER_RESPONSE');
    state.waits = startWait(state.waits, standards.officer, standards.calendar, at);
    if (!before) state.officerDueAt = dueAt(openWait(state.waits, 'OFFICER_RESPONSE'));
  }

  private touch(now: Date): void {
    const { state } = this;
    if (now > state.updatedAt) state.updatedAt = now;
    state.silenceEndsAt = this.silenceEnd();
    if (!isOrWasOverdue(lastWait(state.waits, 'OFFICER_RESPONSE'), state.officerDueAt)) state.officerDueAt = null;
  }

  /** An officer's question is open as long as the channel's standard says, the menu for a day; who waits for us is never cut. */
  private silenceEnd(): Date | null {
    const { state, standards } = this;
    if (state.status === 'MENU' || state.status === 'OPEN') return new Date(state.updatedAt.getTime() + menuPatience);
    if (state.status !== 'WAITING_PARTICIPANT') return null;
    const asked = state.waits.findLast((wait) => wait.policy.kind === 'PARTICIPANT_RESPONSE' && !wait.stoppedAt);
    const target = standards.participant?.target;
    if (!asked || !target || target.counting === 'WORKING_DAYS') return null;
    return new Date(asked.startedAt.getTime() + target.milliseconds);
  }
}
