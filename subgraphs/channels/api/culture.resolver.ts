import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { ServiceBehaviour } from '../../../plugins/sdk/index.js';
import type { RequestContext } from '../../kernel/context.js';
import { ValidationFailed } from '../../kernel/result-types.js';
import { DateScalar } from '../../kernel/scalars.js';
import type { CultureCalendar, CultureEntry, NewCultureEntry } from '../domain/culture.js';
import { CultureCalendarEntry, CulturePlanned, PlanCultureInput, PlanCultureResult } from './culture.types.js';

/** The culture calendar of excellent service. */
@Resolver(() => CultureCalendarEntry)
export class CultureResolver {
  constructor(private readonly calendar: CultureCalendar) {}

  @Query(() => [CultureCalendarEntry], {
    description: 'Periods that overlap these days, earliest first. Anybody signed in.',
  })
  async cultureCalendar(
    @Ctx() context: RequestContext,
    @Arg('from', () => DateScalar, { description: 'First day.' }) from: Date,
    @Arg('to', () => DateScalar, { description: 'Last day, at most 366 days on.' }) to: Date,
  ) {
    return (await this.calendar.between(context, dayOf(from), dayOf(to))).map(cultureView);
  }

  @Mutation(() => PlanCultureResult, { description: 'Plans a period. Roles supervisor and admin.' })
  async planCulture(
    @Ctx() context: RequestContext,
    @Arg('input', () => PlanCultureInput, { description: 'The period.' }) input: PlanCultureInput,
  ) {
    const outcome = await this.calendar.plan(context, toEntry(input));
    if (outcome.kind === 'invalid') return new ValidationFailed(outcome.faults);
    return Object.assign(new CulturePlanned(), { entry: cultureView(outcome.entry) });
  }
}

/** The API's form of an entry. */
export const cultureView = ({ startsOn, endsOn, ...rest }: CultureEntry): CultureCalendarEntry => ({
  ...rest,
  startsOn: new Date(startsOn),
  endsOn: new Date(endsOn),
});

const dayOf = (date: Date) => date.toISOString().slice(0, 10);

function toEntry({ startsOn, endsOn, behaviour, title, commitments }: PlanCultureInput): NewCultureEntry {
  return {
    startsOn: dayOf(startsOn),
    endsOn: dayOf(endsOn),
    behaviour: behaviour as ServiceBehaviour,
    title,
    commitments: (commitments ?? []).map((each) => ({
      behaviour: each.behaviour as ServiceBehaviour,
      text: each.text,
      channelId: each.channelId ?? null,
      unit: each.unit ?? null,
    })),
  };
}
