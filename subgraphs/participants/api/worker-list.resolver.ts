import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import { PageArguments, pageSize, toConnection, type Connection } from '../../kernel/pagination.js';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import type { EmployerService } from '../domain/employer.service.js';
import type { ProblemSeverity, WorkerList } from '../domain/worker-list.js';
import type { WorkerListService } from '../domain/worker-list.service.js';
import type { UploadRefusal } from '../domain/worker-list-steps.js';
import { EmployerType } from './employer.types.js';
import {
  ApplyWorkerListInput,
  ApplyWorkerListResult,
  BeginWorkerListInput,
  BeginWorkerListResult,
  DiscardWorkerListResult,
  StageWorkersInput,
  StageWorkersResult,
  WorkerListApplied,
  WorkerListBegun,
  WorkerListDiscarded,
  WorkerListErroneous,
  WorkersStaged,
} from './worker-list.inputs.js';
import { WorkerListType, WorkerProblemConnection, type WorkerProblem } from './worker-list.types.js';

const noProblems: readonly never[] = [];

/** Uploads of worker lists. */
@Resolver(() => WorkerListType)
export class WorkerListResolver {
  constructor(
    private readonly lists: WorkerListService,
    private readonly employers: EmployerService,
    private readonly cursors: Cursors,
  ) {}

  @Query(() => WorkerListType, {
    nullable: true,
    description: 'One upload; null when there is none of an employer that the viewer may look into.',
  })
  workerList(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'Id in the hub.' }) id: string,
  ): Promise<WorkerList | null> {
    return this.lists.find(context, id);
  }

  @Mutation(() => BeginWorkerListResult, {
    description: "Begins an upload; an employer has one at a time. Scope employers:manage and an employer's token.",
  })
  async beginWorkerList(
    @Ctx() context: RequestContext,
    @Arg('input', () => BeginWorkerListInput, { description: 'The upload.' }) input: BeginWorkerListInput,
  ) {
    const outcome = await this.lists.begin(context, { ...input, onError: input.onError ?? 'REFUSE' });
    return outcome.kind === 'begun' ? new WorkerListBegun(outcome) : refusalPayload(outcome);
  }

  @Mutation(() => StageWorkersResult, {
    description:
      'Stages the next part of an upload, where nobody sees it, and says what is wrong row by row. Scope employers:manage.',
  })
  async stageWorkers(
    @Ctx() context: RequestContext,
    @Arg('input', () => StageWorkersInput, { description: 'The part.' }) input: StageWorkersInput,
  ) {
    const problems = (input.problems ?? noProblems).map((each) => ({ ...each, severity: each.severity ?? 'ERROR' }));
    const outcome = await this.lists.stage(context, input, { rows: input.rows, problems });
    return outcome.kind === 'staged' ? new WorkersStaged(outcome) : refusalPayload(outcome);
  }

  @Mutation(() => ApplyWorkerListResult, {
    description: 'Puts a staged list in force as a whole, or refuses it as a whole. Scope employers:manage.',
  })
  async applyWorkerList(
    @Ctx() context: RequestContext,
    @Arg('input', () => ApplyWorkerListInput, { description: 'The upload.' }) input: ApplyWorkerListInput,
  ) {
    const outcome = await this.lists.apply(context, input, input);
    if (outcome.kind === 'applied') return new WorkerListApplied(outcome);
    return outcome.kind === 'erroneous' ? new WorkerListErroneous(outcome.list) : refusalPayload(outcome);
  }

  @Mutation(() => DiscardWorkerListResult, { description: 'Gives an upload up. Scope employers:manage.' })
  async discardWorkerList(
    @Ctx() context: RequestContext,
    @Arg('listId', () => ID, { description: 'The upload.' }) listId: string,
  ) {
    const outcome = await this.lists.discard(context, listId);
    return outcome.kind === 'discarded' ? new WorkerListDiscarded(outcome.list) : refusalPayload(outcome);
  }

  @FieldResolver(() => EmployerType, { nullable: true, description: 'Whose workers they are.' })
  employer(@Ctx() context: RequestContext, @Root() { employerId }: WorkerList) {
    return this.employers.byId(context).load(employerId);
  }

  @FieldResolver(() => WorkerProblemConnection, {
    description: 'Errors and warnings of this attempt, in the order of the file; kept for 30 days, 20,000 at most.',
  })
  async problems(
    @Ctx() context: RequestContext,
    @Root() list: WorkerList,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ): Promise<Connection<WorkerProblem>> {
    const { cursors } = this;
    const { principal } = context;
    const kind = `problems:${list.id}`;
    const from = after ? String(cursors.decode(kind, principal, after)) : undefined;
    return toConnection(await this.lists.problems(list, from, pageSize(first)), {
      cursors,
      kind,
      principal,
      position: ({ _id }) => _id,
      node: (each) => ({ ...each, severity: each.severity as ProblemSeverity }),
    });
  }
}

function refusalPayload(refusal: UploadRefusal): ValidationFailed | NotAllowedNow | NotFound {
  switch (refusal.kind) {
    case 'invalid':
      return new ValidationFailed(refusal.faults);
    case 'refused':
      return new NotAllowedNow(refusal.reason);
    case 'unknown':
      return new NotFound(refusal.what);
  }
}
