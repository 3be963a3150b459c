import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import type { ServiceRequestOutcome, ServiceRequestService } from '../domain/service-request.service.js';
import {
  AdvanceServiceRequestInput,
  OpenServiceRequestInput,
  ServiceRequestChanged,
  ServiceRequestResult,
} from './service-request.inputs.js';

const inputDescription = { description: 'The change.' };

/** Service requests are opened by participants and officers, and taken on by officers. */
@Resolver()
export class ServiceRequestMutations {
  constructor(private readonly actions: ServiceRequestService) {}

  @Mutation(() => ServiceRequestResult, {
    description: 'Opens a service request: a participant its own, others with the scope conversations:write.',
  })
  async openServiceRequest(
    @Ctx() context: RequestContext,
    @Arg('input', () => OpenServiceRequestInput, inputDescription) input: OpenServiceRequestInput,
  ) {
    return payloadOf(await this.actions.open(context, input));
  }

  @Mutation(() => ServiceRequestResult, {
    description:
      'Takes a service request one step on and tells the participant. Scope conversations:write; a participant may cancel its own.',
  })
  async advanceServiceRequest(
    @Ctx() context: RequestContext,
    @Arg('input', () => AdvanceServiceRequestInput, inputDescription) input: AdvanceServiceRequestInput,
  ) {
    return payloadOf(await this.actions.advance(context, input));
  }
}

function payloadOf(outcome: ServiceRequestOutcome) {
  switch (outcome.kind) {
    case 'done':
      return Object.assign(new ServiceRequestChanged(), {
        serviceRequest: outcome.request,
        repeated: outcome.repeated,
      });
    case 'invalid':
      return new ValidationFailed(outcome.faults);
    case 'notNow':
      return new NotAllowedNow(outcome.message);
    case 'notFound':
      return new NotFound(outcome.message);
  }
}
