import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import { ServiceClock, toServiceClock } from '../../kernel/clock-types.js';
import { PageArguments, pageSize, toConnection, type Page } from '../../kernel/pagination.js';
import { CursorScalar } from '../../kernel/scalars.js';
import { complaintClocks } from '../domain/clocks.js';
import type { Complaint } from '../domain/complaint.js';
import type { ComplaintQueries } from '../domain/complaint.queries.js';
import { mayKnowComplainant, mayReadTexts } from '../domain/visibility.js';
import { historyConnection } from './complaint.history.js';
import { ComplaintFilter } from './complaint.inputs.js';
import {
  CaseProof,
  ChannelStub,
  ComplaintConnection,
  ComplaintContactType,
  ComplaintEventConnection,
  ComplaintType,
  Confirmation,
  EmployerStub,
  OfficerStub,
  ParticipantStub,
  Resolution,
  type ComplaintView,
} from './complaint.types.js';
import { complaintView, complaintViewOrNull } from './complaint.view.js';

const hidden = 'Hidden: needs the scope complaints:read:full.';

/** Queries of complaints, and the fields that depend on who looks. */
@Resolver(() => ComplaintType)
export class ComplaintResolver {
  constructor(
    private readonly queries: ComplaintQueries,
    private readonly cursors: Cursors,
    private readonly now: () => Date,
  ) {}

  @Query(() => ComplaintType, {
    nullable: true,
    description: 'One complaint; null when there is none that the viewer may see. Scope complaints:read.',
  })
  async complaint(@Ctx() context: RequestContext, @Arg('id', () => ID, { description: 'Id in the hub.' }) id: string) {
    return complaintViewOrNull(await this.queries.find(context, id));
  }

  @Query(() => ComplaintType, {
    nullable: true,
    description: 'Public tracking, without sign-in; null when ticket or pin is wrong.',
  })
  async complaintByTicket(
    @Arg('ticket', () => String, { description: 'As given to the complainant.' }) ticket: string,
    @Arg('pin', () => String, { description: 'As given to the complainant.' }) pin: string,
  ) {
    return complaintViewOrNull(await this.queries.findByTicket(ticket, pin));
  }

  @Query(() => ComplaintConnection, {
    description: 'Complaints that the viewer may see, newest first. Scope complaints:read.',
  })
  async complaints(
    @Ctx() context: RequestContext,
    @Args(() => PageArguments) { first, after }: PageArguments,
    @Arg('filter', () => ComplaintFilter, { nullable: true, description: 'Conditions.' })
    filter?: ComplaintFilter | null,
  ) {
    const conditions = Object.fromEntries(
      Object.entries(filter ?? {}).filter(([, value]) => value !== null && value !== undefined),
    );
    const page = await this.queries.list(
      context,
      conditions,
      this.position(context, 'complaints', after),
      pageSize(first),
    );
    return this.connection(context, 'complaints', page);
  }

  @FieldResolver(() => ParticipantStub, {
    nullable: true,
    description:
      'Who complained, or the worker whom the complaint of an employer is about; null for partners and when the complainant is confidential.',
  })
  participant(@Ctx() context: RequestContext, @Root() view: ComplaintView) {
    const id = view.participantId ?? view.workerId;
    return id && mayKnowComplainant(context.principal, view) ? { id } : null;
  }

  @FieldResolver(() => EmployerStub, {
    nullable: true,
    description: 'The employer that complained; null for partners and when the complainant is confidential.',
  })
  employer(@Ctx() context: RequestContext, @Root() view: ComplaintView) {
    return view.employerId && mayKnowComplainant(context.principal, view) ? { id: view.employerId } : null;
  }

  @FieldResolver(() => ComplaintContactType, {
    nullable: true,
    description:
      'How to reach the complainant, when that was given. Null without the scope complaints:read:full and when the complainant is confidential.',
  })
  async contact(@Ctx() context: RequestContext, @Root() view: ComplaintView): Promise<ComplaintContactType | null> {
    if (!mayReadTexts(context.principal, view) || !mayKnowComplainant(context.principal, view)) return null;
    return (await this.whole(context, view))?.contact ?? null;
  }

  @FieldResolver(() => ChannelStub, { description: 'Channel by which it came.' })
  channel(@Root() { channelId }: ComplaintView) {
    return { id: channelId };
  }

  @FieldResolver(() => OfficerStub, { nullable: true, description: 'The officer in charge.' })
  assignee(@Root() { assigneeId }: ComplaintView) {
    return assigneeId === null ? null : { id: assigneeId };
  }

  @FieldResolver(() => String, {
    description: 'What happened; hidden from partners without the scope complaints:read:full.',
  })
  async description(@Ctx() context: RequestContext, @Root() view: ComplaintView): Promise<string> {
    if (!mayReadTexts(context.principal, view)) return hidden;
    return (await this.whole(context, view))?.description ?? hidden;
  }

  @FieldResolver(() => Resolution, { nullable: true, description: 'What the institution did, when it has answered.' })
  async resolution(@Ctx() context: RequestContext, @Root() view: ComplaintView): Promise<Resolution | null> {
    const resolution = (await this.whole(context, view))?.resolution;
    if (!resolution) return null;
    return { at: resolution.at, text: mayReadTexts(context.principal, view) ? resolution.text : hidden };
  }

  @FieldResolver(() => Confirmation, { nullable: true, description: "The participant's own word that it is fixed." })
  async confirmation(@Ctx() context: RequestContext, @Root() view: ComplaintView) {
    return (await this.whole(context, view))?.confirmation ?? null;
  }

  @FieldResolver(() => [ServiceClock], { description: 'Verification, follow-up and resolution clocks.' })
  async clocks(@Ctx() context: RequestContext, @Root() view: ComplaintView): Promise<ServiceClock[]> {
    const complaint = await this.whole(context, view);
    return complaint ? complaintClocks(complaint, this.now()).map(toServiceClock) : [];
  }

  @FieldResolver(() => ComplaintEventConnection, { description: 'Every change, oldest first.' })
  async history(
    @Ctx() context: RequestContext,
    @Root() view: ComplaintView,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50, description: 'Items to give, 1 to 100.' })
    first: number | null,
    @Arg('after', () => CursorScalar, { nullable: true, description: 'Cursor after which to begin.' })
    after?: string | null,
  ) {
    return historyConnection({
      queries: this.queries,
      cursors: this.cursors,
      context,
      complaint: view,
      first: pageSize(first),
      after,
    });
  }

  @FieldResolver(() => CaseProof, { description: 'Head of the hash chain, its length, and whether it holds.' })
  proof(@Root() { id }: ComplaintView): Promise<CaseProof> {
    return this.queries.proof(id);
  }

  /** A page of a participant's complaints (used by the Participant extension). */
  async ofParticipant(context: RequestContext, participantId: string, { first, after }: PageArguments) {
    const kind = `complaints:${participantId}`;
    const page = await this.queries.ofParticipant(
      context,
      participantId,
      this.position(context, kind, after),
      pageSize(first),
    );
    return this.connection(context, kind, page);
  }

  private async whole(context: RequestContext, view: ComplaintView): Promise<Complaint | null> {
    return view.full ?? this.queries.byId(context).load(view.id);
  }

  private position(context: RequestContext, kind: string, after: string | null | undefined) {
    return after ? (this.cursors.decode(kind, context.principal, after) as [number, string]) : undefined;
  }

  private connection(context: RequestContext, kind: string, page: Page<Complaint>) {
    return toConnection(page, {
      cursors: this.cursors,
      kind,
      principal: context.principal,
      position: ({ filedAt, id }) => [filedAt.getTime(), id],
      node: complaintView,
    });
  }
}
