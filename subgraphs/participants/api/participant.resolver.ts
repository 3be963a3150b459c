import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import { PageArguments, pageSize, toConnection, type Connection } from '../../kernel/pagination.js';
import { ValidationFailed } from '../../kernel/result-types.js';
import { DateScalar } from '../../kernel/scalars.js';
import type { Disclosure } from '../domain/disclosure.js';
import { masked } from '../domain/identity-number.js';
import { currentSegment, type Participant, type Segment } from '../domain/participant.js';
import type { ParticipantService, RegistrationOutcome } from '../domain/participant.service.js';
import {
  AlreadyRegistered,
  ParticipantFilter,
  ParticipantRegistered,
  RegisterParticipantInput,
  RegisterParticipantResult,
} from './participant.inputs.js';
import {
  AccessLogConnection,
  ContactPoint,
  ParticipantConnection,
  ParticipantType,
  SegmentEnum,
  type AccessLogEntry,
} from './participant.types.js';

/** The data bank's queries, mutations and the fields that need a decision on who looks. */
@Resolver(() => ParticipantType)
export class ParticipantResolver {
  constructor(
    private readonly participants: ParticipantService,
    private readonly disclosure: Disclosure,
    private readonly cursors: Cursors,
  ) {}

  @Query(() => ParticipantType, {
    nullable: true,
    description: 'One participant; null when there is none that the viewer may see. Scope participants:read.',
  })
  participant(@Ctx() context: RequestContext, @Arg('id', () => ID, { description: 'Id in the hub.' }) id: string) {
    return this.participants.find(context, id);
  }

  @Query(() => ParticipantType, {
    nullable: true,
    description: 'The participant with this card. Scope participants:read.',
  })
  participantByCard(
    @Ctx() context: RequestContext,
    @Arg('cardNumber', () => String, { description: '13 digits, with leading zeros.' }) cardNumber: string,
  ) {
    return this.participants.findByCard(context, cardNumber);
  }

  @Query(() => ParticipantConnection, {
    name: 'participants',
    description: 'Participants that the viewer may see, by id. Scope participants:read.',
  })
  async list(
    @Ctx() context: RequestContext,
    @Args(() => PageArguments) { first, after }: PageArguments,
    @Arg('filter', () => ParticipantFilter, { nullable: true, description: 'Conditions.' })
    filter?: ParticipantFilter | null,
  ): Promise<Connection<Participant>> {
    const from = after ? String(this.cursors.decode('participants', context.principal, after)) : undefined;
    const page = await this.participants.list(context, definedOnly(filter ?? {}), from, pageSize(first));
    return toConnection(page, {
      cursors: this.cursors,
      kind: 'participants',
      principal: context.principal,
      position: (row) => row.id,
      node: (row) => row,
    });
  }

  @Mutation(() => RegisterParticipantResult, {
    description: 'Enters a participant. Scope participants:register or participants:write.',
  })
  async registerParticipant(
    @Ctx() context: RequestContext,
    @Arg('input', () => RegisterParticipantInput, { description: 'The new participant.' })
    input: RegisterParticipantInput,
  ) {
    return toPayload(await this.participants.register(context, input));
  }

  @FieldResolver(() => String, { nullable: true, description: 'JKN card number; masked unless the viewer may see it.' })
  cardNumber(@Ctx() context: RequestContext, @Root() participant: Participant) {
    return this.disclosure.show(context, participant.id, 'cardNumber', participant.cardNumber);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'NIK; masked unless the viewer may see it, and every look in clear is logged.',
  })
  nationalId(@Ctx() context: RequestContext, @Root() participant: Participant) {
    return this.disclosure.show(context, participant.id, 'nationalId', participant.nationalId);
  }

  @FieldResolver(() => DateScalar, { nullable: true, description: 'Date of birth; null for prospects.' })
  birthDate(@Root() participant: Participant) {
    return participant.birthDate ?? null;
  }

  @FieldResolver(() => SegmentEnum, { description: 'Segment of the current membership.' })
  segment(@Root() participant: Participant): Segment {
    return currentSegment(participant);
  }

  @FieldResolver(() => [ContactPoint], {
    description: 'Ways to reach the participant; masked unless the viewer may see them.',
  })
  async contactPoints(@Ctx() context: RequestContext, @Root() participant: Participant): Promise<ContactPoint[]> {
    return Promise.all(
      participant.contactPoints.map(async ({ kind, value }) => ({
        kind,
        value: (await this.disclosure.show(context, participant.id, 'contactPoints', value)) ?? masked(value),
      })),
    );
  }

  @FieldResolver(() => AccessLogConnection, {
    description: 'Who read the personal data, newest first; for the participant and those who may read in full.',
  })
  async accessLog(
    @Ctx() context: RequestContext,
    @Root() participant: Participant,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ): Promise<Connection<AccessLogEntry>> {
    const kind = `accessLog:${participant.id}`;
    const from = after ? (this.cursors.decode(kind, context.principal, after) as [number, string]) : undefined;
    const page = await this.participants.accessLog(context, participant.id, from, pageSize(first));
    return toConnection(page, {
      cursors: this.cursors,
      kind,
      principal: context.principal,
      position: (row) => [row.at.getTime(), row._id],
      node: ({ _id, ...row }) => ({ id: _id, ...row }),
    });
  }
}

function toPayload(outcome: RegistrationOutcome): ParticipantRegistered | ValidationFailed | AlreadyRegistered {
  if (outcome.kind === 'invalid') return new ValidationFailed(outcome.faults);
  if (outcome.kind === 'duplicate') return new AlreadyRegistered(outcome.field, outcome.participantId);
  return new ParticipantRegistered(outcome.participant as unknown as ParticipantType);
}

/** An input without the members that were left out or null. */
function definedOnly(filter: ParticipantFilter): {
  segment?: string;
  region?: string;
  stage?: string;
  priorityGroup?: string;
} {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== null));
}
