import { randomUUID } from 'node:crypto';
import DataLoader from 'dataloader';
import { holds } from '../../../schema/index.js';
import type { RequestContext } from '../../kernel/context.js';
import type { ParticipantRepository } from '../data/participant.repository.js';
import { masked } from './identity-number.js';

/** A look at one field of one participant. */
interface Look {
  readonly participantId: string;
  readonly field: string;
}

/**
 * Decides whether a viewer sees a personal number in clear, and writes every such look down before the value is
 * given out, so that the participant can see who read it (one write a request, however many rows).
 */
export class Disclosure {
  constructor(private readonly participants: ParticipantRepository) {}

  /** The value in clear, masked, or null when there is none. One's own data needs no record. */
  async show(
    context: RequestContext,
    participantId: string,
    field: string,
    value: string | undefined,
  ): Promise<string | null> {
    if (value === undefined) return null;
    if (context.principal?.participant === participantId) return value;
    if (!holds(context.principal, 'participants:read:full')) return masked(value);
    await this.recorder(context).load({ participantId, field });
    return value;
  }

  private recorder(context: RequestContext): DataLoader<Look, true, string> {
    const known = context.cache.get(this) as DataLoader<Look, true, string> | undefined;
    if (known) return known;
    const loader = new DataLoader<Look, true, string>(
      async (looks) => {
        await this.record(context, looks);
        return looks.map(() => true);
      },
      { cacheKeyFn: ({ participantId, field }) => `${participantId}\u0000${field}` },
    );
    context.cache.set(this, loader);
    return loader;
  }

  private async record(context: RequestContext, looks: readonly Look[]): Promise<void> {
    const { principal } = context;
    if (!principal) return;
    const fields = new Map<string, string[]>();
    for (const { participantId, field } of looks)
      fields.set(participantId, [...(fields.get(participantId) ?? []), field]);
    const at = new Date();
    await this.participants.recordAccess(
      [...fields].map(([participantId, names]) => ({
        _id: randomUUID(),
        participantId,
        actor: principal.subject,
        role: principal.role,
        fields: names,
        at,
        requestId: context.requestId,
      })),
    );
  }
}
