import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import { PageArguments, pageSize, toConnection } from '../../kernel/pagination.js';
import { NotFound, ValidationFailed } from '../../kernel/result-types.js';
import type { Consents } from '../domain/consents.js';
import type { Participant } from '../domain/participant.js';
import type { Payments, TimePlace } from '../domain/payments.js';
import { ConsentSet, SetConsentInput, SetConsentResult } from './consent.types.js';
import {
  ContributionAccount,
  ContributionPaymentConnection,
  PaymentRecorded,
  RecordPaymentInput,
  RecordPaymentResult,
  ServiceTransactionConnection,
} from './history.types.js';
import { ParticipantType } from './participant.types.js';

/** What participants paid, had and allowed. */
@Resolver(() => ParticipantType)
export class HistoryResolver {
  constructor(
    private readonly histories: Payments,
    private readonly consentBook: Consents,
    private readonly cursors: Cursors,
  ) {}

  @Mutation(() => RecordPaymentResult, {
    description: 'Records a payment of contributions once, however often it is told. Scope participants:write.',
  })
  async recordPayment(
    @Ctx() context: RequestContext,
    @Arg('input', () => RecordPaymentInput, { description: 'The payment.' }) input: RecordPaymentInput,
  ) {
    const outcome = await this.histories.record(context, input);
    if (outcome.kind === 'invalid') return new ValidationFailed(outcome.faults);
    if (outcome.kind === 'unknown') return new NotFound('There is no such participant.');
    return new PaymentRecorded(outcome.payment, outcome.repeated);
  }

  @Mutation(() => SetConsentResult, {
    description: 'Keeps a consent with its proof: a participant its own, others with the scope participants:register.',
  })
  async setConsent(
    @Ctx() context: RequestContext,
    @Arg('input', () => SetConsentInput, { description: 'What is allowed or refused.' }) input: SetConsentInput,
  ) {
    const outcome = await this.consentBook.set(context, input);
    if (outcome.kind === 'invalid') return new ValidationFailed(outcome.faults);
    if (outcome.kind === 'unknown') return new NotFound('There is no such participant.');
    const { participant, consent, repeated } = outcome;
    return Object.assign(new ConsentSet(), { participant, consent, repeated });
  }

  @FieldResolver(() => ContributionAccount, {
    nullable: true,
    description:
      'How the contributions stand; null for segments that do not pay by themselves, where no class was chosen, and for viewers other than the participant and those who read in full.',
  })
  contribution(@Ctx() context: RequestContext, @Root() participant: Participant) {
    return this.histories.account(context, participant);
  }

  @FieldResolver(() => ContributionPaymentConnection, {
    description: 'Payments, newest first; none for viewers other than the participant and those who read in full.',
  })
  async payments(
    @Ctx() context: RequestContext,
    @Root() { id }: Participant,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ) {
    const kind = `payments:${id}`;
    const page = await this.histories.ofParticipant(context, id, this.place(kind, context, after), pageSize(first));
    return toConnection(page, {
      cursors: this.cursors,
      kind,
      principal: context.principal,
      position: (row) => [row.paidAt.getTime(), row.id],
      node: (row) => row,
    });
  }

  @FieldResolver(() => ServiceTransactionConnection, {
    description:
      'Services asked for (the purchase history), newest first; none for viewers other than the participant and those who read in full.',
  })
  async serviceTransactions(
    @Ctx() context: RequestContext,
    @Root() { id }: Participant,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ) {
    const kind = `serviceTransactions:${id}`;
    const page = await this.histories.services(context, id, this.place(kind, context, after), pageSize(first));
    return toConnection(page, {
      cursors: this.cursors,
      kind,
      principal: context.principal,
      position: (row) => [row.openedAt.getTime(), row._id],
      node: ({ _id, ...row }) => ({ id: _id, ...row }),
    });
  }

  private place(kind: string, { principal }: RequestContext, after: string | null | undefined): TimePlace | undefined {
    return after ? (this.cursors.decode(kind, principal, after) as TimePlace) : undefined;
  }
}
