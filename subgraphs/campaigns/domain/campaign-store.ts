import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { CampaignRepository } from '../data/campaign.repository.js';
import { advance, type PostOrders, type Step } from './campaign-plan.js';
import { toCampaign, toRow } from './campaign.mapper.js';
import type { Campaign } from './campaign.js';
import { publicPost, type ContentPost } from './content-post.js';

/** Campaigns with their events: what is written is told, in one transaction. */
export class CampaignStore {
  constructor(
    private readonly events: EventLog,
    private readonly repository: CampaignRepository,
  ) {}

  async byId(id: string, { session }: UnitOfWork): Promise<Campaign | null> {
    const row = await this.repository.byId(id, session);
    return row && toCampaign(row);
  }

  async add(unit: UnitOfWork, campaign: Campaign): Promise<void> {
    await this.repository.insert(toRow(campaign), unit.session);
    await this.tell(unit, campaign, null, campaign.createdBy, campaign.createdAt);
  }

  /** Writes a step and whatever has fallen due with it. @returns the campaign as it stands then */
  async take(unit: UnitOfWork, before: Campaign, step: Step, actor: string, now: Date): Promise<Campaign> {
    const then = advance(step.campaign, now);
    const orders = {
      requested: [...step.requested, ...then.requested],
      withdrawn: [...step.withdrawn, ...then.withdrawn],
    };
    const { campaign } = then;
    await this.repository.update(campaign.id, toRow(campaign), unit.session);
    if (step.campaign.status !== before.status) await this.tell(unit, step.campaign, before.status, actor, now);
    if (campaign.status !== step.campaign.status) await this.tell(unit, campaign, step.campaign.status, actor, now);
    await this.order(unit, campaign.id, orders, actor, now);
    return campaign;
  }

  private async tell(unit: UnitOfWork, { id, status }: Campaign, from: string | null, actor: string, at: Date) {
    const data = { campaignId: id, status, from, at: at.toISOString() };
    await this.events.append(unit, 'campaignChanged', { key: `campaign:${id}`, data, actor, at });
  }

  private async order(unit: UnitOfWork, campaignId: string, orders: PostOrders, actor: string, at: Date) {
    const about = ({ id, channelId }: ContentPost) => ({ campaignId, postId: id, channelId, at: at.toISOString() });
    const key = `campaign:${campaignId}`;
    for (const post of orders.withdrawn)
      await this.events.append(unit, 'campaignPostWithdrawn', { key, data: about(post), actor, at });
    for (const post of orders.requested) {
      const data = { ...about(post), post: publicPost(post) };
      await this.events.append(unit, 'campaignPostRequested', { key, data, actor, at });
    }
  }
}
