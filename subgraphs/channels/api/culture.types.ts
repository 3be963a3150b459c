import { createUnionType, Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { ValidationFailed } from '../../kernel/result-types.js';
import { DateScalar } from '../../kernel/scalars.js';
import { CultureCommitment } from './channel.types.js';
import { ServiceBehaviourEnum } from './enums.js';

@Directive('@key(fields: "id")')
@ObjectType({ description: 'A period of the culture of excellent service.' })
export class CultureCalendarEntry {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => DateScalar, { description: 'First day.' })
  startsOn: Date;

  @Field(() => DateScalar, { description: 'Last day; it belongs to the period.' })
  endsOn: Date;

  @Field(() => ServiceBehaviourEnum, { description: 'The behaviour that the period is about.' })
  behaviour: string;

  @Field(() => String, { description: 'Its title.' })
  title: string;

  @Field(() => [CultureCommitment], { description: 'What is promised.' })
  commitments: readonly CultureCommitment[];
}

@InputType({ description: 'A promise of behaviour.' })
export class CultureCommitmentInput {
  @Field(() => ServiceBehaviourEnum, { description: 'The behaviour.' })
  behaviour: string;

  @Field(() => String, { description: 'The promise, 1 to 500 characters.' })
  text: string;

  @Field(() => ID, { nullable: true, description: 'The channel that promises; by default all.' })
  channelId?: string | null;

  @Field(() => String, { nullable: true, description: 'The unit that promises; by default all.' })
  unit?: string | null;
}

@InputType({ description: 'A period to plan.' })
export class PlanCultureInput {
  @Field(() => DateScalar, { description: 'First day.' })
  startsOn: Date;

  @Field(() => DateScalar, { description: 'Last day, at most 366 days on.' })
  endsOn: Date;

  @Field(() => ServiceBehaviourEnum, { description: 'The behaviour that the period is about.' })
  behaviour: string;

  @Field(() => String, { description: '1 to 120 characters.' })
  title: string;

  @Field(() => [CultureCommitmentInput], { nullable: true, description: 'What is promised; at most 20.' })
  commitments?: CultureCommitmentInput[] | null;
}

@ObjectType({ description: 'The period stands in the calendar.' })
export class CulturePlanned {
  @Field(() => CultureCalendarEntry, { description: 'The entry.' })
  entry: CultureCalendarEntry;
}

export const PlanCultureResult = createUnionType({
  name: 'PlanCultureResult',
  description: 'How planning ended.',
  types: () => [CulturePlanned, ValidationFailed] as const,
});
