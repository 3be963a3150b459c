import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import { PageArguments, pageSize, toConnection } from '../../kernel/pagination.js';
import type { TimePosition } from '../domain/conversation.queries.js';
import type { ServiceRequestQueries } from '../domain/service-request.queries.js';
import type { ServiceRequest } from '../domain/service-requests.js';
import type { ConversationResolver } from './conversation.resolver.js';
import { ConversationConnection, ParticipantStub } from './conversation.types.js';
import { ServiceRequestConnection } from './service-request.types.js';

/** What this subgraph adds to a participant. */
@Resolver(() => ParticipantStub)
export class ParticipantExtension {
  constructor(
    private readonly conversationFields: ConversationResolver,
    private readonly requests: ServiceRequestQueries,
    private readonly cursors: Cursors,
  ) {}

  @FieldResolver(() => ConversationConnection, {
    description:
      'Conversations of this participant that the viewer may see, newest first; none without the scope conversations:read.',
  })
  conversations(
    @Ctx() context: RequestContext,
    @Root() { id }: ParticipantStub,
    @Args(() => PageArguments) page: PageArguments,
  ) {
    return this.conversationFields.ofParticipant(context, id, page);
  }

  @FieldResolver(() => ServiceRequestConnection, {
    description: 'Service requests of this participant, newest first; none without the scope conversations:read.',
  })
  async serviceRequests(
    @Ctx() context: RequestContext,
    @Root() { id }: ParticipantStub,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ) {
    const { cursors } = this;
    const { principal } = context;
    const kind = `serviceRequests:${id}`;
    const from = after ? (cursors.decode(kind, principal, after) as TimePosition) : undefined;
    const page = await this.requests.ofParticipant(context, id, from, pageSize(first));
    const position = (row: ServiceRequest) => [row.openedAt.getTime(), row.id] as const;
    return toConnection(page, { cursors, kind, principal, position, node: (row) => row });
  }
}
