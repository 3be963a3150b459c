import { createUnionType, Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ValidationFailed } from '../../kernel/result-types.js';

@Directive('@key(fields: "id")')
@ObjectType('Employer', { description: 'An employer that reports its workers.' })
export class EmployerType {
  @Field(() => ID, { description: 'Id in the hub: the registration number.' })
  id: string;

  @Field(() => String, { description: 'Registration number of the company (NPP).' })
  registrationNumber: string;

  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => String, { description: 'Kemendagri code of the regency where it is registered.' })
  region: string;

  @Field(() => String, { description: 'That regency as people call it.' })
  place: string;

  @Field(() => Int, { description: 'Workers of the list in force.' })
  workers: number;
}

@InputType({ description: 'An employer, or a correction of one.' })
export class RegisterEmployerInput {
  @Field(() => String, { description: 'Registration number (NPP), 4 to 20 letters and digits.' })
  registrationNumber: string;

  @Field(() => String, { description: 'Name, 2 to 160 characters.' })
  name: string;

  @Field(() => String, { description: 'Kemendagri code of the regency where it is registered, such as 61.71.' })
  region: string;

  @Field(() => String, { description: 'That regency by name.' })
  place: string;
}

@ObjectType({ description: 'The employer was entered or corrected.' })
export class EmployerRegistered {
  @Field(() => EmployerType, { description: 'As it stands now.' })
  employer: EmployerType;

  constructor(employer: EmployerType) {
    this.employer = employer;
  }
}

export const RegisterEmployerResult = createUnionType({
  name: 'RegisterEmployerResult',
  description: 'How the registration of an employer ends.',
  types: () => [EmployerRegistered, ValidationFailed] as const,
});
