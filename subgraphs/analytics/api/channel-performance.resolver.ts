import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import type { ChannelCounts, ComplaintCounts } from '../domain/complaint-counts/complaint-counts.service.js';

@ObjectType({ description: 'How a channel did in a period.' })
export class ChannelPerformance {
  @Field(() => Int, { description: 'Complaints filed by it.' })
  complaintsFiled: number;

  @Field(() => Int, { description: 'Complaints of it that were resolved, as the institution says.' })
  complaintsResolved: number;
}

@Directive('@key(fields: "id")')
@ObjectType('Channel')
export class ChannelStub {
  @Field(() => ID, { description: 'Id, such as whatsapp-pandawa.' })
  id: string;
}

@ObjectType({ description: 'Complaints of one channel in a period.' })
export class ChannelComplaints {
  @Field(() => ChannelStub, { description: 'The channel.' })
  channel: ChannelStub;

  @Field(() => ChannelPerformance, { description: 'Its counts.' })
  performance: ChannelPerformance;
}

const fromDescription = { description: 'Begin, inclusive.' };
const toDescription = { description: 'End, exclusive; at most three years later.' };

const toPerformance = ({ filed, resolved }: ChannelCounts): ChannelPerformance => ({
  complaintsFiled: filed,
  complaintsResolved: resolved,
});

/** What analytics adds to channels. */
@Resolver(() => ChannelStub)
export class ChannelPerformanceResolver {
  constructor(private readonly counts: ComplaintCounts) {}

  @Query(() => [ChannelComplaints], {
    description: 'Complaints by channel in a period, channels without any left out. Scope analytics:read.',
  })
  async complaintsByChannel(
    @Ctx() context: RequestContext,
    @Arg('from', () => DateTimeScalar, fromDescription) from: Date,
    @Arg('to', () => DateTimeScalar, toDescription) to: Date,
  ): Promise<ChannelComplaints[]> {
    const counts = await this.counts.byChannel(context, from, to);
    return counts.map((each) => ({ channel: { id: each.channelId }, performance: toPerformance(each) }));
  }

  @FieldResolver(() => ChannelPerformance, { description: 'How the channel did in a period. Scope analytics:read.' })
  async performance(
    @Ctx() context: RequestContext,
    @Root() { id }: ChannelStub,
    @Arg('from', () => DateTimeScalar, fromDescription) from: Date,
    @Arg('to', () => DateTimeScalar, toDescription) to: Date,
  ): Promise<ChannelPerformance> {
    return toPerformance(await this.counts.ofChannel(context, id, from, to));
  }
}
