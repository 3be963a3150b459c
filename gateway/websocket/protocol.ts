import { CloseCode, MessageType } from 'graphql-ws';
import type { GraphQLFormattedError } from 'graphql';
import type { Payload } from '../subscriptions/subscriber.js';

export { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';

/** Close codes beside those of the protocol that the gateway uses (RFC 6455 and its registry). */
export const socketClose = {
  /** The server is going down; clients connect again. */
  goingAway: 1001,
  /** Too many sockets now; clients may try again later. */
  tryAgainLater: 1013,
} as const;

/** A message of a client. The payload of `subscribe` is not checked here: a bad one is the operation's fault. */
export type ClientMessage =
  | { readonly type: 'connection_init'; readonly payload: unknown }
  | { readonly type: 'ping' | 'pong' }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: unknown }
  | { readonly type: 'complete'; readonly id: string };

const longestId = 256;

/** Reads a message; undefined when it is not one of the protocol, for which the protocol closes the socket. */
export function readMessage(text: string): ClientMessage | undefined {
  const { type, id, payload } = parsed(text);
  switch (type) {
    case MessageType.ConnectionInit:
      return { type: 'connection_init', payload };
    case MessageType.Ping:
    case MessageType.Pong:
      return { type };
    case MessageType.Subscribe:
      return isId(id) ? { type: 'subscribe', id, payload } : undefined;
    case MessageType.Complete:
      return isId(id) ? { type: 'complete', id } : undefined;
    default:
      return undefined;
  }
}

const isId = (id: unknown): id is string => typeof id === 'string' && id !== '' && id.length <= longestId;

function parsed(text: string): { readonly type?: unknown; readonly id?: unknown; readonly payload?: unknown } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}

/** Fixed messages of the server. */
export const serverMessages = {
  acknowledge: JSON.stringify({ type: MessageType.ConnectionAck }),
  pong: JSON.stringify({ type: MessageType.Pong }),
  complete: (id: string) => JSON.stringify({ id, type: MessageType.Complete }),
  error: (id: string, errors: readonly GraphQLFormattedError[]) =>
    JSON.stringify({ id, type: MessageType.Error, payload: errors }),
  /** What stands before the payload of each `next` message of an operation. */
  nextHead: (id: string) => Buffer.from(`{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`),
};

const closingBrace = '}'.charCodeAt(0);

/** A `next` message: the operation's own head around the shared payload. */
export function nextMessage(head: Buffer, payload: Payload): Buffer {
  const message = Buffer.allocUnsafe(head.length + payload.length + 1);
  message.set(head, 0);
  message.set(payload, head.length);
  message[message.length - 1] = closingBrace;
  return message;
}

/** Codes with which the protocol closes. */
export const protocolClose = {
  invalidMessage: CloseCode.BadRequest,
  unauthorized: CloseCode.Unauthorized,
  forbidden: CloseCode.Forbidden,
  initTimeout: CloseCode.ConnectionInitialisationTimeout,
  initAgain: CloseCode.TooManyInitialisationRequests,
  idTaken: CloseCode.SubscriberAlreadyExists,
  serverError: CloseCode.InternalServerError,
} as const;
