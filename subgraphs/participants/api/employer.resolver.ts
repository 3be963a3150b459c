import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import { PageArguments, pageSize, toConnection, type Connection } from '../../kernel/pagination.js';
import { ValidationFailed } from '../../kernel/result-types.js';
import type { Employer } from '../domain/employer.js';
import type { EmployerRegistrationOutcome, EmployerService } from '../domain/employer.service.js';
import type { Participant } from '../domain/participant.js';
import type { WorkerListService } from '../domain/worker-list.service.js';
import { EmployerRegistered, EmployerType, RegisterEmployerInput, RegisterEmployerResult } from './employer.types.js';
import { ParticipantConnection, ParticipantType } from './participant.types.js';
import { WorkerListType } from './worker-list.types.js';

/** Employers and their workers. */
@Resolver(() => EmployerType)
export class EmployerResolver {
  constructor(
    private readonly employers: EmployerService,
    private readonly lists: WorkerListService,
    private readonly cursors: Cursors,
  ) {}

  @Query(() => EmployerType, {
    nullable: true,
    description:
      'One employer; null when there is none that the viewer may look into: an employer itself, staff with participants:read any.',
  })
  employer(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'Its registration number.' }) id: string,
  ): Promise<Employer | null> {
    return this.employers.find(context, id);
  }

  @Mutation(() => RegisterEmployerResult, {
    description: 'Enters an employer, or corrects its name and place. Scope participants:write.',
  })
  async registerEmployer(
    @Ctx() context: RequestContext,
    @Arg('input', () => RegisterEmployerInput, { description: 'The employer.' }) input: RegisterEmployerInput,
  ) {
    return toPayload(await this.employers.register(context, input));
  }

  @FieldResolver(() => ParticipantConnection, {
    description:
      'Workers of the list in force, in the order of the file. The employer sees what it reported, with personal numbers masked.',
  })
  async participants(
    @Ctx() context: RequestContext,
    @Root() employer: Employer,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ): Promise<Connection<Participant>> {
    const { cursors } = this;
    const { principal } = context;
    const kind = `workers:${employer.id}`;
    const from = after ? (cursors.decode(kind, principal, after) as [string, string]) : undefined;
    const page = await this.employers.workers(context, employer, from, pageSize(first));
    return toConnection(page, {
      cursors,
      kind,
      principal,
      position: ({ position }) => [employer.batch ?? '', position],
      node: ({ participant }) => participant,
    });
  }

  @FieldResolver(() => WorkerListType, { nullable: true, description: 'The list in force; null when there is none.' })
  workerList(@Ctx() context: RequestContext, @Root() employer: Employer) {
    return employer.listId === undefined ? null : this.lists.find(context, employer.listId);
  }
}

/** The employer of a participant. */
@Resolver(() => ParticipantType)
export class EmployerOfParticipantResolver {
  constructor(private readonly employers: EmployerService) {}

  @FieldResolver(() => EmployerType, {
    nullable: true,
    description: 'The employer whose list in force names this participant; null when there is none.',
  })
  employer(@Ctx() context: RequestContext, @Root() participant: Participant): Promise<Employer | null> {
    return this.employers.employerOfWorker(context, participant);
  }
}

function toPayload(outcome: EmployerRegistrationOutcome): EmployerRegistered | ValidationFailed {
  return outcome.kind === 'invalid' ? new ValidationFailed(outcome.faults) : new EmployerRegistered(outcome.employer);
}
