import { randomUUID } from 'node:crypto';
import { holds } from '../../../schema/index.js';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import { createLoader } from '../../kernel/loaders.js';
import type { Page } from '../../kernel/pagination.js';
import type { CampaignRepository, CampaignRow } from '../data/campaign.repository.js';
import { draftFaults, type Campaign, type CampaignDraft, type CampaignStatus, type FieldFault } from './campaign.js';

export type CreationOutcome =
  | { readonly kind: 'created'; readonly campaign: Campaign }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] };

/** Campaigns: planned by those with campaigns:write, read by those with campaigns:read. */
export class CampaignService {
  constructor(private readonly repository: CampaignRepository) {}

  /** One loader a request; null for viewers without campaigns:read. */
  readonly byId = createLoader<Campaign>(async (context, ids) => {
    if (!holds(context.principal, 'campaigns:read')) return new Map();
    const rows = await this.repository.byIds(ids);
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
    const page = await this.repository.page(status, after, limit);
    return { ...page, rows: page.rows.map(toCampaign) };
  }

  /** Keeps a draft. */
  async create(context: RequestContext, draft: CampaignDraft, now = new Date()): Promise<CreationOutcome> {
    const principal = requireScope(context, 'campaigns:write');
    const faults = draftFaults(draft);
    if (faults.length > 0) return { kind: 'invalid', faults };
    const campaign = draftCampaign(draft, principal.subject, now);
    const { id, ...rest } = campaign;
    await this.repository.insert({ _id: id, ...rest, audience: copyAudience(campaign.audience) });
    return { kind: 'created', campaign };
  }

  /** Keeps two fictional drafts when there is no campaign yet (development). */
  async seed(now = new Date()): Promise<void> {
    if (!(await this.repository.isEmpty())) return;
    for (const [id, draft] of demoDrafts) {
      const { id: _new, ...rest } = draftCampaign(draft, 'seed', now);
      await this.repository.insert({ _id: id, ...rest, audience: copyAudience(rest.audience) });
    }
  }
}

const demoDrafts: readonly (readonly [string, CampaignDraft])[] = [
  [
    'cam_demo_reactivation',
    {
      name: 'Contoh: aktif kembali',
      objective: 'Lapsed self-employed members know how to become active again.',
      segments: ['PBPU'],
    },
  ],
  [
    'cam_demo_mobile_jkn',
    { name: 'Contoh: kenal Mobile JKN', objective: 'Families in Pontianak try Mobile JKN.', regions: ['61.71'] },
  ],
];

function draftCampaign(draft: CampaignDraft, createdBy: string, createdAt: Date): Campaign {
  return {
    id: `cam_${randomUUID()}`,
    name: draft.name.trim(),
    objective: draft.objective.trim(),
    status: 'DRAFT',
    audience: { segments: draft.segments ?? [], regions: draft.regions ?? [] },
    startsAt: draft.startsAt ?? null,
    endsAt: draft.endsAt ?? null,
    createdAt,
    createdBy,
  };
}

const copyAudience = ({ segments, regions }: Campaign['audience']) => ({
  segments: [...segments],
  regions: [...regions],
});

const toCampaign = ({ _id, status, ...row }: CampaignRow): Campaign => ({
  id: _id,
  status: status as CampaignStatus,
  ...row,
});
