import { Arg, Ctx, createUnionType, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { CursorScalar } from '../../kernel/scalars.js';
import { fromSources } from '../../kernel/subgraph.js';
import type { ComplaintUpdates, Update } from '../domain/complaint-updates.js';
import { ComplaintUpdateFilter } from './complaint.inputs.js';
import { ComplaintChanged, Resync } from './complaint.types.js';
import { snapshotView } from './complaint.view.js';

export const ComplaintUpdate = createUnionType({
  name: 'ComplaintUpdate',
  description: 'A change, or the word that the cursor cannot be continued.',
  types: () => [ComplaintChanged, Resync] as const,
});

/** Arguments of `complaintUpdates`. */
export interface UpdateArguments {
  readonly after?: string | null;
  readonly filter?: ComplaintUpdateFilter | null;
}

/** The source of `complaintUpdates`. */
export const complaintUpdateSource =
  (updates: ComplaintUpdates) =>
  ({ after, filter }: UpdateArguments, context: RequestContext): AsyncIterable<Update> =>
    updates.subscribe(context, after, filter ?? {});

/** Live updates. */
@Resolver()
export class ComplaintSubscriptions {
  constructor(private readonly updates: ComplaintUpdates) {}

  @Query(() => CursorScalar, {
    description:
      'The present end of complaintUpdates: keep it before you subscribe for the first time, and no change is missed. Scope complaints:read.',
  })
  complaintUpdatesCursor(@Ctx() context: RequestContext): Promise<string> {
    return this.updates.now(context);
  }

  @Subscription(() => ComplaintUpdate, {
    subscribe: fromSources,
    description:
      'Every change of every complaint the viewer may see. `after` replays what was missed, then goes on live, without gap or repeat. Scope complaints:read.',
  })
  complaintUpdates(
    @Root() update: Update,
    @Arg('after', () => CursorScalar, { nullable: true, description: 'Cursor of the last update received.' })
    _after?: string | null,
    @Arg('filter', () => ComplaintUpdateFilter, { nullable: true, description: 'Conditions.' })
    _filter?: ComplaintUpdateFilter | null,
  ) {
    return toPayload(update);
  }
}

function toPayload(update: Update): ComplaintChanged | Resync {
  if (update.kind === 'resync') {
    return Object.assign(new Resync(), { oldest: update.oldest, reason: update.reason });
  }
  const { cursor, sequence, event, at, escalation, complaint } = update;
  return Object.assign(new ComplaintChanged(), {
    cursor,
    sequence,
    kind: event,
    at,
    escalation,
    complaint: snapshotView(complaint),
  });
}
