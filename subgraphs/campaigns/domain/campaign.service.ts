import { holds } from '../../../schema/index.js';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { Database } from '../../kernel/database.js';
import { createLoader } from '../../kernel/loaders.js';
import type { Page } from '../../kernel/pagination.js';
import type { CampaignRepository } from '../data/campaign.repository.js';
import { cancel, pause, resume, schedule, type Attempt } from './campaign-plan.js';
import type { CampaignStore } from './campaign-store.js';
import { draftCampaign, toCampaign, toRow } from './campaign.mapper.js';
import { draftFaults, type Campaign, type CampaignDraft, type CampaignStatus, type FieldFault } from './campaign.js';

export type CreationOutcome =
  | { readonly kind: 'created'; readonly campaign: Campaign }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] };

export type ChangeOutcome =
  | { readonly kind: 'changed'; readonly campaign: Campaign }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown' };

/** When a campaign is to run; an absent start is now. */
export interface Schedule {
  readonly startsAt?: Date | null;
  readonly endsAt?: Date | null;
}

export interface CampaignServiceParts {
  readonly database: Database;
  readonly repository: CampaignRepository;
  readonly store: CampaignStore;
  readonly now: () => Date;
}

/** How far back a start may lie: clocks differ, and forms take a while. */
const startTolerance = 5 * 60_000;

/** Campaigns: planned by those with campaigns:write, read by those with campaigns:read. */
export class CampaignService {
  constructor(private readonly parts: CampaignServiceParts) {}

  /** One loader a request; null for viewers without campaigns:read. */
  readonly byId = createLoader<Campaign>(async (context, ids) => {
    if (!holds(context.principal, 'campaigns:read')) return new Map();
    const rows = await this.parts.repository.byIds(ids);
    return new Map(rows.map((row) => [row._id, toCampaign(row)]));
  });

  async find(context: RequestContext, id: string): Promise<Campaign | null> {
    requireScope(context, 'campaigns:read');
    return this.byId(context).load(id);
  }

  async list(
    context: RequestContext,
    status: CampaignStatus | undefined,
    after: readonly [number, string] | undefined,
    limit: number,
  ): Promise<Page<Campaign>> {
    requireScope(context, 'campaigns:read');
    const page = await this.parts.repository.page(status, after, limit);
    return { ...page, rows: page.rows.map(toCampaign) };
  }

  /** Keeps a draft. */
  async create(context: RequestContext, draft: CampaignDraft): Promise<CreationOutcome> {
    const principal = requireScope(context, 'campaigns:write');
    const faults = draftFaults(draft);
    if (faults.length > 0) return { kind: 'invalid', faults };
    const { database, store, now } = this.parts;
    const campaign = draftCampaign(draft, principal.subject, now());
    await database.transaction((unit) => store.add(unit, campaign));
    return { kind: 'created', campaign };
  }

  /** DRAFT (or SCHEDULED, to another time) -> SCHEDULED; what is due begins at once. */
  async schedule(context: RequestContext, id: string, { startsAt, endsAt }: Schedule): Promise<ChangeOutcome> {
    const now = this.parts.now();
    if (startsAt && startsAt.getTime() < now.getTime() - startTolerance)
      return {
        kind: 'invalid',
        faults: [{ field: 'startsAt', message: 'The start lies in the past; leave it out for now.' }],
      };
    const start = startsAt ?? now;
    if (endsAt && endsAt <= start)
      return { kind: 'invalid', faults: [{ field: 'endsAt', message: 'A campaign ends after it starts.' }] };
    return this.change(context, id, (campaign) => schedule(campaign, start, endsAt ?? null));
  }

  pause(context: RequestContext, id: string): Promise<ChangeOutcome> {
    return this.change(context, id, pause);
  }

  resume(context: RequestContext, id: string): Promise<ChangeOutcome> {
    return this.change(context, id, resume);
  }

  cancel(context: RequestContext, id: string): Promise<ChangeOutcome> {
    return this.change(context, id, cancel);
  }

  /** Keeps two fictional drafts when there is no campaign yet (development). */
  async seed(): Promise<void> {
    const { repository, now } = this.parts;
    if (!(await repository.isEmpty())) return;
    for (const [id, draft] of demoDrafts)
      await repository.insert(toRow({ ...draftCampaign(draft, 'seed', now()), id }));
  }

  private async change(
    context: RequestContext,
    id: string,
    attempt: (campaign: Campaign, now: Date) => Attempt,
  ): Promise<ChangeOutcome> {
    const principal = requireScope(context, 'campaigns:write');
    const { database, store, now } = this.parts;
    return database.transaction(async (unit): Promise<ChangeOutcome> => {
      const before = await store.byId(id, unit);
      if (!before) return { kind: 'unknown' };
      const at = now();
      const result = attempt(before, at);
      if ('refused' in result) return { kind: 'refused', reason: result.refused };
      return { kind: 'changed', campaign: await store.take(unit, before, result.step, principal.subject, at) };
    });
  }
}

const demoDrafts: readonly (readonly [string, CampaignDraft])[] = [
  [
    'cam_demo_reactivation',
    {
      name: 'Contoh: aktif kembali',
      objective: 'Lapsed self-employed members know how to become active again.',
      segments: ['PBPU'],
      posts: [
        {
          kind: 'IMAGE',
          channelId: 'instagram',
          caption: 'Kepesertaan tidak aktif? Tiga langkah untuk aktif kembali. #JKN',
          media: [{ kind: 'IMAGE', url: 'https://media.jkn.example/aktif-kembali.jpg', altText: 'Tiga langkah' }],
        },
      ],
    },
  ],
  [
    'cam_demo_mobile_jkn',
    { name: 'Contoh: kenal Mobile JKN', objective: 'Families in Pontianak try Mobile JKN.', regions: ['61.71'] },
  ],
];
