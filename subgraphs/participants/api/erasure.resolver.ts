import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { NotFound, ValidationFailed } from '../../kernel/result-types.js';
import type { ErasureService } from '../domain/erasure.js';
import { EraseParticipantInput, EraseParticipantResult, ErasureHeld, ParticipantErased } from './erasure.types.js';

/** The right to erasure. */
@Resolver()
export class ErasureResolver {
  constructor(private readonly erasures: ErasureService) {}

  @Mutation(() => EraseParticipantResult, {
    description:
      'Forgets a participant but for what another law keeps (UU 27/2022 art. 42-45); safe to repeat. Scope participants:erase; a participant only itself.',
  })
  async eraseParticipant(
    @Ctx() context: RequestContext,
    @Arg('input', () => EraseParticipantInput, { description: 'Who.' }) input: EraseParticipantInput,
  ) {
    const outcome = await this.erasures.erase(context, input);
    if (outcome.kind === 'invalid') return new ValidationFailed(outcome.faults);
    if (outcome.kind === 'unknown') return new NotFound('There is no such participant.');
    const answer = outcome.kind === 'erased' ? new ParticipantErased() : new ErasureHeld();
    return Object.assign(answer, outcome.erasure);
  }
}
