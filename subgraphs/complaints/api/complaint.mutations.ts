import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import { categoryOf } from '../domain/complaint.js';
import type { ActionOutcome, ComplaintService, FilingOutcome } from '../domain/complaint.service.js';
import type { ComplaintAction } from '../domain/transitions.js';
import {
  AssignComplaintInput,
  ComplaintFiled,
  ComplaintResult,
  ComplaintUpdated,
  ConfirmResolutionInput,
  EscalateComplaintInput,
  FileComplaintInput,
  FileComplaintResult,
  ReopenComplaintInput,
  ResolveComplaintInput,
  RespondToComplaintInput,
  VerifyComplaintInput,
  WithdrawComplaintInput,
} from './complaint.inputs.js';
import { complaintView } from './complaint.view.js';

const inputDescription = { description: 'The change.' };

/** What may be done to complaints. */
@Resolver()
export class ComplaintMutations {
  constructor(private readonly complaints: ComplaintService) {}

  @Mutation(() => FileComplaintResult, {
    description: 'Files a complaint. Scope complaints:file; a participant or an employer files its own.',
  })
  async fileComplaint(
    @Ctx() context: RequestContext,
    @Arg('input', () => FileComplaintInput, inputDescription) input: FileComplaintInput,
  ) {
    const complaint = { ...input, participantId: input.participantId ?? null, region: input.region ?? null };
    return filingPayload(await this.complaints.file(context, complaint, input.idempotencyKey));
  }

  @Mutation(() => ComplaintResult, { description: 'Verifies or rejects a received complaint. Scope complaints:write.' })
  async verifyComplaint(
    @Ctx() context: RequestContext,
    @Arg('input', () => VerifyComplaintInput, inputDescription) input: VerifyComplaintInput,
  ) {
    return payload(await this.complaints.act(context, input.complaintId, verdict(input), input));
  }

  @Mutation(() => ComplaintResult, { description: 'Gives a complaint to an officer or unit. Scope complaints:write.' })
  async assignComplaint(
    @Ctx() context: RequestContext,
    @Arg('input', () => AssignComplaintInput, inputDescription) input: AssignComplaintInput,
  ) {
    const action = { kind: 'assign', assigneeId: input.officerId ?? null, unit: input.unit ?? null } as const;
    return payload(await this.complaints.act(context, input.complaintId, action, input));
  }

  @Mutation(() => ComplaintResult, {
    description: 'Answers the complainant on the channel by which the complaint came. Scope complaints:write.',
  })
  async respondToComplaint(
    @Ctx() context: RequestContext,
    @Arg('input', () => RespondToComplaintInput, inputDescription) input: RespondToComplaintInput,
  ) {
    const action = { kind: 'respond', note: input.text, awaitParticipant: input.awaitParticipant ?? false } as const;
    return payload(await this.complaints.act(context, input.complaintId, action, input));
  }

  @Mutation(() => ComplaintResult, {
    description: 'Says that the matter is solved and asks the participant to confirm. Scope complaints:write.',
  })
  async resolveComplaint(
    @Ctx() context: RequestContext,
    @Arg('input', () => ResolveComplaintInput, inputDescription) input: ResolveComplaintInput,
  ) {
    return payload(await this.complaints.act(context, input.complaintId, { kind: 'resolve', note: input.text }, input));
  }

  @Mutation(() => ComplaintResult, {
    description: 'The participant confirms that the matter is solved. Scope complaints:file.',
  })
  async confirmResolution(
    @Ctx() context: RequestContext,
    @Arg('input', () => ConfirmResolutionInput, inputDescription) input: ConfirmResolutionInput,
  ) {
    const action: ComplaintAction = { kind: 'confirm', satisfaction: input.satisfaction ?? undefined };
    return payload(await this.complaints.actAsComplainant(context, input.complaintId, action, input));
  }

  @Mutation(() => ComplaintResult, { description: 'The matter is not solved. Scope complaints:file.' })
  async reopenComplaint(
    @Ctx() context: RequestContext,
    @Arg('input', () => ReopenComplaintInput, inputDescription) input: ReopenComplaintInput,
  ) {
    return payload(
      await this.complaints.actAsComplainant(context, input.complaintId, { kind: 'reopen', note: input.reason }, input),
    );
  }

  @Mutation(() => ComplaintResult, {
    description:
      'Moves a complaint up: branch, region, centre. Clocks that reach their limits do so by themselves. Scope complaints:write.',
  })
  async escalateComplaint(
    @Ctx() context: RequestContext,
    @Arg('input', () => EscalateComplaintInput, inputDescription) input: EscalateComplaintInput,
  ) {
    const { complaintId, reason } = input;
    const note = typeof reason === 'string' ? { note: reason } : {};
    return payload(await this.complaints.act(context, complaintId, { kind: 'escalate', ...note }, input));
  }

  @Mutation(() => ComplaintResult, { description: 'The participant takes the complaint back. Scope complaints:file.' })
  async withdrawComplaint(
    @Ctx() context: RequestContext,
    @Arg('input', () => WithdrawComplaintInput, inputDescription) input: WithdrawComplaintInput,
  ) {
    return payload(await this.complaints.actAsComplainant(context, input.complaintId, { kind: 'withdraw' }, input));
  }
}

function verdict(input: VerifyComplaintInput): ComplaintAction {
  if (input.accepted === false) return { kind: 'reject', note: input.reason ?? '' };
  return {
    kind: 'verify',
    classification: input.classification ?? 'COMPLAINT',
    ...(input.category && { category: categoryOf(input.category) }),
    ...(input.severity && { severity: input.severity }),
    ...(input.region && { region: input.region }),
  };
}

function filingPayload(outcome: FilingOutcome): ComplaintFiled | ValidationFailed {
  if (outcome.kind === 'invalid') return new ValidationFailed(outcome.faults);
  const { complaint, pin, repeated } = outcome;
  return new ComplaintFiled({ complaint: complaintView(complaint), pin, repeated });
}

function payload(outcome: ActionOutcome): ComplaintUpdated | ValidationFailed | NotAllowedNow | NotFound {
  switch (outcome.kind) {
    case 'changed':
      return new ComplaintUpdated(complaintView(outcome.complaint));
    case 'invalid':
      return new ValidationFailed(outcome.faults);
    case 'refused':
      return new NotAllowedNow(outcome.reason);
    case 'unknown':
      return new NotFound('The complaint was not found.');
  }
}
