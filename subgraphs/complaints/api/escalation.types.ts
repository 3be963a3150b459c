import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { ClockKindEnum } from '../../kernel/clock-types.js';
import { escalationLevels, type ComplaintClockKind, type EscalationLevel } from '../domain/complaint.js';
import { escalationCauses, type EscalationCause } from '../domain/escalation.js';

export const EscalationLevelEnum = enumOf(escalationLevels);
const EscalationCauseEnum = enumOf(escalationCauses);
registerEnumType(EscalationLevelEnum, {
  name: 'EscalationLevel',
  description: 'Who handles it: branch, region or centre.',
});
registerEnumType(EscalationCauseEnum, {
  name: 'EscalationCause',
  description: 'Why a complaint moved up: a clock reached its limit, or a person said so.',
});

@ObjectType({ description: 'A move of a complaint to the level above.' })
export class Escalation {
  @Field(() => EscalationCauseEnum, { description: 'Why it moved up.' })
  cause: EscalationCause;

  @Field(() => EscalationLevelEnum, { description: 'The level before.' })
  from: EscalationLevel;

  @Field(() => [ClockKindEnum], { description: 'The clocks that reached their limits; none for a person.' })
  clocks: readonly ComplaintClockKind[];
}
