import type { InboundContent, Language, MessageContent } from '../../../plugins/sdk/index.js';
import { plainText } from '../../../plugins/sdk/index.js';
import type { ClockPolicy } from '../../kernel/clock/index.js';
import type { Vault } from '../../kernel/crypto.js';
import type { ConversationRow, MessageRow, WaitRow } from '../data/channel.models.js';
import type { Contact, ConversationState, ConversationStatus } from './conversation.js';
import type { MenuState } from './menu/index.js';
import type { Message, MessageAuthor } from './message.js';
import type { Wait } from './waits.js';

/** Translates between the domain and rows whose personal parts are sealed. They are opened when they are read, not before. */
export class ConversationMapper {
  constructor(private readonly vault: Vault) {}

  toRow(state: ConversationState): ConversationRow {
    const { id, contact, menu, waits, menuPath, ...rest } = state;
    return {
      ...rest,
      _id: id,
      contact: this.vault.seal(contact, `conversation.contact:${id}`),
      menu: menu && this.vault.seal(menu, `conversation.menu:${id}`),
      menuPath: [...menuPath],
      waits: waits.map(toWaitRow),
      ...(state.status === 'CLOSED' ? {} : { open: true as const }),
    };
  }

  fromRow(row: ConversationRow): ConversationState {
    const { _id: id, open: _open, contact, menu, waits, ...rest } = row;
    const { vault } = this;
    const opened = <T>(sealed: string, part: string) => vault.open<T>(sealed, `conversation.${part}:${id}`);
    return lazily(
      {
        ...rest,
        id,
        language: row.language as Language,
        status: row.status as ConversationStatus,
        waits: waits.map(fromWaitRow),
      },
      {
        contact: () => opened<Contact>(contact, 'contact'),
        menu: () => (menu === null ? null : opened<MenuState>(menu, 'menu')),
      },
    );
  }

  toMessageRow(message: Omit<Message, 'content' | 'text'>, content: MessageContent | InboundContent): MessageRow {
    const { id, conversationId, sequence, direction, author, authorId, kind, sentAt, receivedAt, status } = message;
    const sealed = this.vault.seal(content, `message:${id}`);
    const { degradedFrom, externalId } = message;
    const rest = { sentAt, receivedAt, status, degradedFrom, ...(externalId !== null && { externalId }) };
    return { _id: id, conversationId, sequence, direction, author, authorId, kind, sealed, ...rest };
  }

  fromMessageRow({ _id: id, sealed, ...row }: MessageRow): Message {
    const { vault } = this;
    const content = () => vault.open<MessageContent | InboundContent>(sealed, `message:${id}`);
    return lazily(
      {
        ...row,
        id,
        externalId: row.externalId ?? null,
        direction: row.direction as Message['direction'],
        author: row.author as MessageAuthor,
        status: row.status as Message['status'],
      },
      { content, text: () => plainText(content()) || null },
    );
  }
}

/** An object whose further members are computed when they are first read. */
function lazily<T extends object, L extends Record<string, () => unknown>>(
  base: T,
  members: L,
): T & { [K in keyof L]: ReturnType<L[K]> } {
  for (const [name, compute] of Object.entries(members)) {
    Object.defineProperty(base, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = compute();
        Object.defineProperty(base, name, { value, configurable: true, enumerable: true, writable: true });
        return value;
      },
      set(value: unknown) {
        Object.defineProperty(base, name, { value, configurable: true, enumerable: true, writable: true });
      },
    });
  }
  return base as T & { [K in keyof L]: ReturnType<L[K]> };
}

function toWaitRow({ startedAt, stoppedAt, cancelledAt, calendar, policy }: Wait): WaitRow {
  const { id, version, kind, target } = policy;
  const milliseconds = target.counting === 'WORKING_DAYS' ? 0 : target.milliseconds;
  return {
    kind,
    startedAt,
    ...(stoppedAt ? { stoppedAt } : {}),
    ...(cancelledAt ? { cancelledAt } : {}),
    calendar,
    policy: { id, version, counting: target.counting, milliseconds },
  };
}

function fromWaitRow({ kind, policy, ...rest }: WaitRow): Wait {
  const counting = policy.counting as 'BUSINESS_TIME' | 'ELAPSED_TIME';
  const { id, version, milliseconds } = policy;
  return { ...rest, policy: { id, version, kind: kind as ClockPolicy['kind'], target: { counting, milliseconds } } };
}
