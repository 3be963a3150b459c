import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import type { Figure } from '../../../plugins/sdk/index.js';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import type { ChannelDescription, ChannelHost } from '../domain/ports.js';
import { ChannelAnalytics } from './channel.types.js';

export const FigureStateEnum = { MEASURED: 'MEASURED', SUPPRESSED: 'SUPPRESSED', UNAVAILABLE: 'UNAVAILABLE' } as const;
registerEnumType(FigureStateEnum, {
  name: 'FigureState',
  description:
    'SUPPRESSED: the provider keeps it back (too few people, not computed yet): not zero, never to be summed as such. UNAVAILABLE: it could not be asked.',
});
type FigureState = keyof typeof FigureStateEnum;

@ObjectType('ChannelFigure', { description: 'A figure that a provider counts.' })
export class ChannelFigure {
  @Field(() => String, { description: "The provider's name of it." })
  metric: string;

  @Field(() => FigureStateEnum, { description: 'Whether it is measured.' })
  state: FigureState;

  @Field(() => Float, { nullable: true, description: 'Its value, when it is measured.' })
  value: number | null;

  @Field(() => String, { nullable: true, description: 'Why it is unavailable.' })
  reason: string | null;
}

@ObjectType('AudienceGroup', { description: 'People by one property.' })
export class AudienceGroup {
  @Field(() => String, { description: "The provider's own value, such as 25-34 or ID." })
  key: string;

  @Field(() => Int, { description: 'How many.' })
  people: number;
}

@ObjectType('AudienceBreakdown', {
  description: 'Who an audience is, by one dimension. It serves to widen reach and never decides about a person.',
})
export class AudienceBreakdown {
  @Field(() => String, { description: "The provider's name of the audience." })
  audience: string;

  @Field(() => String, { description: 'By what: age, gender, country, city.' })
  dimension: string;

  @Field(() => String, { description: 'The period of the provider that it is about.' })
  timeframe: string;

  @Field(() => FigureStateEnum, { description: 'Whether it is measured.' })
  state: FigureState;

  @Field(() => [AudienceGroup], { description: 'The groups; empty unless it is measured.' })
  groups: readonly AudienceGroup[];

  @Field(() => Boolean, { description: 'The provider names the largest groups only: the rest is missing, not zero.' })
  truncated: boolean;

  @Field(() => String, { nullable: true, description: 'Why it is unavailable.' })
  reason: string | null;
}

@ObjectType('ChannelInsights', { description: "A provider's own figures of a channel and its audience." })
export class ChannelInsights {
  @Field(() => DateTimeScalar, { description: 'Begin of the period: a whole day, UTC.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'End of the period: a whole day, UTC.' })
  to: Date;

  @Field(() => DateTimeScalar, {
    description: 'When the provider was asked; its figures lag behind by up to two days.',
  })
  askedAt: Date;

  @Field(() => [ChannelFigure], { description: 'Of the account.' })
  account: readonly ChannelFigure[];

  @Field(() => [AudienceBreakdown], { description: 'Of its audience.' })
  audience: readonly AudienceBreakdown[];
}

const stateOf = ({ state }: Figure<unknown>) => state.toUpperCase() as FigureState;
const reasonOf = (figure: Figure<unknown>) =>
  figure.state === 'unavailable' ? `${figure.error.code}: ${figure.error.message}` : null;

/** What providers count. */
@Resolver(() => ChannelAnalytics)
export class ChannelInsightsResolver {
  constructor(private readonly host: Pick<ChannelHost, 'insights'>) {}

  @FieldResolver(() => ChannelInsights, {
    nullable: true,
    description: "The provider's own figures of a period; null where it tells none. Scope analytics:read.",
  })
  async insights(
    @Ctx() context: RequestContext,
    @Root() { channel }: { channel: ChannelDescription },
    @Arg('from', () => DateTimeScalar, { description: 'Begin; whole days are asked for.' }) from: Date,
    @Arg('to', () => DateTimeScalar, { description: 'End, after the begin.' }) to: Date,
  ): Promise<ChannelInsights | null> {
    const viewer = requireScope(context, 'analytics:read');
    const known = await this.host.insights?.(channel.id, { from, to }, { viewer, requestId: context.requestId });
    if (!known) return null;
    const account = Object.entries(known.account).map(([metric, figure]) => ({
      metric,
      state: stateOf(figure),
      value: figure.state === 'measured' ? figure.value : null,
      reason: reasonOf(figure),
    }));
    const audience = known.audience.map(({ figure, ...about }) => {
      const { groups, truncated } = figure.state === 'measured' ? figure.value : { groups: [], truncated: false };
      return { ...about, state: stateOf(figure), groups, truncated, reason: reasonOf(figure) };
    });
    return { from: known.from, to: known.to, askedAt: known.askedAt, account, audience };
  }
}
