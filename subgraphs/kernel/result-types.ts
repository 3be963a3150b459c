import { Directive, Field, ObjectType } from 'type-graphql';

/** Members of result unions that all subgraphs share, so that a client handles them once. */

@Directive('@shareable')
@ObjectType({ description: 'One thing to correct in an input.' })
export class FieldProblem {
  @Field(() => String, { description: 'The input field.' })
  field: string;

  @Field(() => String, { description: 'What is expected.' })
  message: string;
}

@Directive('@shareable')
@ObjectType({ description: 'The input has to be corrected; nothing was changed.' })
export class ValidationFailed {
  @Field(() => [FieldProblem], { description: 'Everything that is wrong, at once.' })
  problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    this.problems = problems;
  }
}

@Directive('@shareable')
@ObjectType({ description: 'There is no such thing, or the viewer may not see it; nothing was changed.' })
export class NotFound {
  @Field(() => String, { description: 'What was not found.' })
  message: string;

  constructor(message: string) {
    this.message = message;
  }
}

@Directive('@shareable')
@ObjectType({ description: 'The present state does not allow this; nothing was changed.' })
export class NotAllowedNow {
  @Field(() => String, { description: 'Why, and what is possible instead.' })
  message: string;

  constructor(message: string) {
    this.message = message;
  }
}
