import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { defaultPageSize, maximumPageSize } from '../../../schema/index.js';
import type { RequestContext } from '../../kernel/context.js';
import { pageSize } from '../../kernel/pagination.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import { dropOff, type FunnelGroup } from '../domain/journey/funnel.js';
import type { FunnelDimension, JourneyStep, Journeys } from '../domain/journey/journey.service.js';
import type { JourneyFunnelGroup, Touchpoint } from './journey.types.js';
import { FunnelDimensionEnum, Journey, JourneyFunnel, ParticipantStub } from './journey.types.js';

/** Journeys of participants, and the funnel over all of them. */
@Resolver(() => ParticipantStub)
export class JourneyResolver {
  constructor(private readonly journeys: Journeys) {}

  @FieldResolver(() => Journey, {
    description: 'I-Cari, I-Belajar, I-Daftar: its own for a participant; empty without the scope participants:read.',
  })
  async journey(
    @Ctx() context: RequestContext,
    @Root() { id }: ParticipantStub,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: defaultPageSize,
      description: `Steps of each stage to give, 1 to ${maximumPageSize}.`,
    })
    first: number | null,
  ): Promise<Journey> {
    const { search, learn, register } = await this.journeys.of(context, id, pageSize(first));
    return { search: search.map(toTouchpoint), learn: learn.map(toTouchpoint), register: register.map(toTouchpoint) };
  }

  @Query(() => JourneyFunnel, {
    description: 'How many people searched, learned and registered in a period. Scope analytics:read.',
  })
  async journeyFunnel(
    @Ctx() context: RequestContext,
    @Arg('from', () => DateTimeScalar, { description: 'Begin, inclusive.' }) from: Date,
    @Arg('to', () => DateTimeScalar, { description: 'End, exclusive; at most three years later.' }) to: Date,
    @Arg('by', () => FunnelDimensionEnum, { nullable: true, description: 'How to group people; absent: not at all.' })
    by?: FunnelDimension | null,
  ): Promise<JourneyFunnel> {
    const { total, groups } = await this.journeys.funnel(context, from, to, by ?? null);
    return { total: toGroup(total), groups: groups.map(toGroup) };
  }
}

const toTouchpoint = ({ method, place, channelId, at }: JourneyStep): Touchpoint => ({
  method,
  place,
  channel: channelId === null ? null : { id: channelId },
  at,
});

const toGroup = ({ key, searched, learned, registered, ...wentOn }: FunnelGroup): JourneyFunnelGroup => ({
  key,
  searched,
  learned,
  registered,
  searchDropOff: dropOff(searched, wentOn.wentOnFromSearch),
  learnDropOff: dropOff(learned, wentOn.wentOnFromLearn),
});
