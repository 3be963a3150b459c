import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { PageArguments } from '../../kernel/pagination.js';
import type { ComplaintResolver } from './complaint.resolver.js';
import { ComplaintConnection, ParticipantStub } from './complaint.types.js';

/** What this subgraph adds to a participant. */
@Resolver(() => ParticipantStub)
export class ParticipantExtension {
  constructor(private readonly complaints: ComplaintResolver) {}

  @FieldResolver(() => ComplaintConnection, {
    name: 'complaints',
    description: 'Complaints of this participant that the viewer may see, newest first. Scope complaints:read.',
  })
  list(
    @Ctx() context: RequestContext,
    @Root() { id }: ParticipantStub,
    @Args(() => PageArguments) page: PageArguments,
  ) {
    return this.complaints.ofParticipant(context, id, page);
  }
}
