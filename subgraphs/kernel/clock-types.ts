import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from './enums.js';
import { clockKinds, clockStates, type ClockKind, type ClockState, type ClockVerdict } from './clock/index.js';
import { DateTimeScalar, DurationScalar } from './scalars.js';

/** The kinds of clock, for fields of subgraphs. */
export const ClockKindEnum = enumOf(clockKinds);
const ClockStateEnum = enumOf(clockStates);
registerEnumType(ClockKindEnum, { name: 'ClockKind', description: 'What a service clock measures.' });
registerEnumType(ClockStateEnum, { name: 'ClockState', description: 'Where a service clock stands.' });

@Directive('@shareable')
@ObjectType({ description: 'A stretch of time on a service clock, and whether it counted.' })
export class ClockInterval {
  @Field(() => DateTimeScalar, { description: 'Begin.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'End.' })
  to: Date;

  @Field(() => Boolean, { description: 'True when it counted towards the target.' })
  counted: boolean;

  @Field(() => String, { description: 'Why it counted or not: business hours, weekend, a named holiday, a wait.' })
  reason: string;
}

@Directive('@shareable')
@ObjectType({ description: 'A service clock: a pure function of events, calendar version and policy version.' })
export class ServiceClock {
  @Field(() => ClockKindEnum, { description: 'What it measures.' })
  kind: ClockKind;

  @Field(() => ClockStateEnum, { description: 'Where it stands now.' })
  state: ClockState;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is or was due; null while it is paused.' })
  dueAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was stopped; null while it runs.' })
  stoppedAt?: Date | null;

  @Field(() => DurationScalar, { description: 'Counted so far, ISO 8601; working-day clocks count days (P2D).' })
  elapsed: string;

  @Field(() => DurationScalar, { description: 'What is allowed, ISO 8601.' })
  target: string;

  @Field(() => String, { description: 'Version of the business calendar that the verdict stands on.' })
  calendarVersion: string;

  @Field(() => String, { description: 'Version of the limit that the verdict stands on.' })
  policyVersion: string;

  @Field(() => [ClockInterval], { description: 'Every counted and skipped interval with its reason.' })
  explanation: readonly ClockInterval[];
}

/** The API's form of a verdict. */
export const toServiceClock = (verdict: ClockVerdict): ServiceClock => ({ ...verdict });
