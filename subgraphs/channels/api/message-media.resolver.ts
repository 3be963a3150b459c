import { Ctx, Field, FieldResolver, Int, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { MediaAccess } from '../domain/media-access.js';
import type { Message } from '../domain/message.js';
import type { KnownMedium } from '../domain/ports.js';
import { MessageType } from './conversation.types.js';

export const MediaStateEnum = { FETCHING: 'FETCHING', READY: 'READY', FAILED: 'FAILED' } as const;
registerEnumType(MediaStateEnum, {
  name: 'MessageMediaState',
  description: 'FETCHING: on its way from the provider. READY: kept by the hub. FAILED: it could not be had.',
});

@ObjectType('MessageMedia', { description: 'The picture, film, sound or file of a message. Treat it as hostile.' })
export class MessageMediaType {
  @Field(() => MediaStateEnum, { description: 'Where it stands.' })
  state: KnownMedium['state'];

  @Field(() => String, { nullable: true, description: 'Type; null until it is kept.' })
  mimeType: string | null;

  @Field(() => Int, { nullable: true, description: 'Bytes; null until it is kept.' })
  size: number | null;

  @Field(() => String, { nullable: true, description: 'Name as the sender gave it; unchecked.' })
  fileName: string | null;

  @Field(() => String, { nullable: true, description: 'Code of what went wrong, for FAILED.' })
  fault: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where it is read, for this viewer and five minutes; below the address of the hub. Every look is logged.',
  })
  url: string | null;
}

/** Media of messages. */
@Resolver(() => MessageType)
export class MessageMediaResolver {
  /** @param parts absent: no message has a medium (tests) */
  constructor(private readonly parts?: { readonly access: MediaAccess; readonly base: string }) {}

  @FieldResolver(() => MessageMediaType, { nullable: true, description: 'Its medium; null for a message without one.' })
  async media(@Ctx() context: RequestContext, @Root() { id, kind }: Message): Promise<MessageMediaType | null> {
    if (kind !== 'media' || !this.parts) return null;
    const { access, base } = this.parts;
    const known = await access.byMessage(context).load(id);
    if (!known) return null;
    const ticket = known.state === 'READY' ? access.ticket(context.principal, id) : null;
    return { ...known, url: ticket === null ? null : `${base}/media/${ticket}` };
  }
}
