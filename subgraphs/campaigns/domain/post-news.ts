import { events as catalogue, type EventData } from '../../../schema/index.js';
import type { Consumer, EventLog, StoredEvent } from '../../kernel/event-log/index.js';
import { settlePost, type PostTold } from './campaign-plan.js';
import type { CampaignStore } from './campaign-store.js';

const { campaignPostPublished, campaignPostDelayed, campaignPostFailed } = catalogue;

function toldBy({ type, data }: StoredEvent): PostTold {
  if (type === campaignPostPublished.type) {
    const { externalId, permalink } = data as EventData<'campaignPostPublished'>;
    return { status: 'PUBLISHED', externalId, permalink };
  }
  if (type === campaignPostFailed.type)
    return { status: 'FAILED', error: (data as EventData<'campaignPostFailed'>).error };
  const { until, error } = data as EventData<'campaignPostDelayed'>;
  return { status: 'WAITING', until: new Date(until), error };
}

/** Takes over what channels tell about posts. */
export function postNewsConsumer(events: EventLog, store: CampaignStore, now: () => Date): Consumer {
  return events.consume({
    name: 'campaigns.post-news',
    types: [campaignPostPublished.type, campaignPostDelayed.type, campaignPostFailed.type],
    handle: async (event, unit) => {
      const { campaignId, postId, at } = event.data as EventData<'campaignPostFailed'>;
      const before = await store.byId(campaignId, unit);
      if (!before) return;
      const campaign = settlePost(before, postId, toldBy(event), new Date(at));
      await store.take(unit, before, { campaign, requested: [], withdrawn: [] }, 'campaigns', now());
    },
  });
}
