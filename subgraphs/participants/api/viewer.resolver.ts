import { Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { Principal } from '../../../schema/index.js';
import { requirePrincipal, type RequestContext } from '../../kernel/context.js';
import { DateTimeScalar } from '../../kernel/scalars.js';

@ObjectType({ description: 'Who is asking, and with which rights.' })
export class Viewer {
  @Field(() => ID, { description: 'Subject of the token.' })
  id: string;

  @Field(() => String, {
    description: 'participant, employer, officer, supervisor, analyst, partner, channel or admin.',
  })
  role: string;

  @Field(() => [String], { description: 'Scopes in force.' })
  scopes: readonly string[];

  @Field(() => [String], {
    nullable: true,
    description: 'Regions whose rows may be seen; null: not limited by region.',
  })
  regions?: readonly string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Channels whose rows may be seen; null: not limited by channel.',
  })
  channels?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Organisational unit of an officer.' })
  unit?: string | null;

  @Field(() => ID, { nullable: true, description: 'The participant for whom this token speaks.' })
  participantId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The employer for whom this token speaks.' })
  employerId?: string | null;

  @Field(() => DateTimeScalar, { description: 'When the token ends.' })
  expiresAt: Date;
}

@Resolver()
export class ViewerResolver {
  @Query(() => Viewer, { description: 'Who am I, and which scopes do I hold?' })
  viewer(@Ctx() context: RequestContext): Viewer {
    return toViewer(requirePrincipal(context));
  }
}

const toViewer = (principal: Principal): Viewer => ({
  id: principal.subject,
  role: principal.role,
  scopes: principal.scopes,
  regions: principal.regions ?? null,
  channels: principal.channels ?? null,
  unit: principal.unit ?? null,
  participantId: principal.participant ?? null,
  employerId: principal.employer ?? null,
  expiresAt: new Date(principal.expiresAt * 1000),
});
