import {
  Arg,
  Ctx,
  createUnionType,
  Field,
  FieldResolver,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { Duration } from 'luxon';
import type { RequestContext } from '../../kernel/context.js';
import { NotAllowedNow, ValidationFailed } from '../../kernel/result-types.js';
import { DateTimeScalar, DurationScalar } from '../../kernel/scalars.js';
import type { ConversationState } from '../domain/conversation.js';
import type { Queues } from '../domain/queue.js';
import type { RoutingService } from '../domain/routing.service.js';
import { ConversationType, OfficerType } from './conversation.types.js';

@InputType({ description: 'Whether an officer is there.' })
export class SetPresenceInput {
  @Field(() => Boolean, { description: 'True: takes conversations. False: away.' })
  available: boolean;

  @Field(() => [String], {
    nullable: true,
    description: 'Skills in kebab case, at most 20; by default those stated before.',
  })
  skills?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many conversations are brought to the caller at once, 0 to 20; 0: none, the caller takes them. By default as stated before, at first 0.',
  })
  capacity?: number | null;
}

@ObjectType({ description: 'The officer as routing knows it from now on.' })
export class PresenceSet {
  @Field(() => OfficerType, { description: 'The officer.' })
  officer: OfficerType;

  @Field(() => Boolean, { description: 'Whether it is there.' })
  available: boolean;

  @Field(() => Int, { description: 'How many conversations are brought to it at once.' })
  capacity: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Until when it counts as there: a quarter of an hour from its last act in a conversation; say it again before that while nothing is to be done. Null: it is away.',
  })
  until?: Date | null;
}

@ObjectType({ description: 'What the queue had for the officer.' })
export class NextConversation {
  @Field(() => ConversationType, { nullable: true, description: 'Now assigned to the caller; null: nobody waits.' })
  conversation?: ConversationType | null;
}

@ObjectType({ description: 'The place of a conversation in its queue.' })
export class QueuePlace {
  @Field(() => Int, { description: 'From 1, among those who wait for the same skill on the same channel.' })
  position: number;

  @Field(() => DurationScalar, {
    nullable: true,
    description:
      'Likely wait, from the handling times of the last 7 days and the officers who are there; null: no basis.',
  })
  estimatedWait?: string | null;
}

export const SetPresenceResult = createUnionType({
  name: 'SetPresenceResult',
  description: 'How a change of presence ended.',
  types: () => [PresenceSet, ValidationFailed] as const,
});
export const TakeNextResult = createUnionType({
  name: 'TakeNextResult',
  description: 'How taking the next conversation ended.',
  types: () => [NextConversation, NotAllowedNow] as const,
});

/** Milliseconds as whole minutes, rounded up. */
export const wholeMinutes = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : Duration.fromObject({ minutes: Math.ceil(milliseconds / 60_000) }).toISO();

/** Routing: presence, the next conversation, and places in the queue. */
@Resolver(() => ConversationType)
export class RoutingResolver {
  constructor(
    private readonly routing: RoutingService,
    private readonly queues: Queues,
  ) {}

  @Mutation(() => SetPresenceResult, {
    description: 'Says whether the caller takes conversations, and for which skills. Scope conversations:write.',
  })
  async setPresence(
    @Ctx() context: RequestContext,
    @Arg('input', () => SetPresenceInput, { description: 'The change.' }) input: SetPresenceInput,
  ) {
    const outcome = await this.routing.setPresence(context, input);
    if (outcome.kind === 'invalid') return new ValidationFailed([{ field: outcome.field, message: outcome.message }]);
    return Object.assign(new PresenceSet(), outcome);
  }

  @Mutation(() => TakeNextResult, {
    description:
      'Assigns the next conversation that fits the skills of the caller: priority groups first, then who waits longest. Scope conversations:write.',
  })
  async takeNextConversation(@Ctx() context: RequestContext) {
    const outcome = await this.routing.takeNext(context);
    if (outcome.kind === 'notNow') return new NotAllowedNow(outcome.message);
    return Object.assign(new NextConversation(), { conversation: outcome.conversation });
  }

  @FieldResolver(() => QueuePlace, {
    nullable: true,
    description: 'Its place in the queue; null while it does not wait.',
  })
  async queuePlace(@Ctx() context: RequestContext, @Root() { id, channelId, status }: ConversationState) {
    if (status !== 'QUEUED') return null;
    const place = (await this.queues.byChannel(context).load(channelId))?.placeOf(id);
    return place && { position: place.position, estimatedWait: wholeMinutes(place.estimate) };
  }
}
