import { events as catalogue, type EventData } from '../../../schema/index.js';
import type { Post } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import { KanalError } from '../../kernel/errors.js';
import type { Consumer, EventLog } from '../../kernel/event-log/index.js';

/** What the host does about posts, as far as this domain needs it. */
export interface PostOffice {
  publish(
    unit: UnitOfWork,
    order: { readonly postId: string; readonly channelId: string; readonly reference: string; readonly post: Post },
  ): Promise<void>;
  withdraw(unit: UnitOfWork, postId: string): Promise<void>;
}

/** What the host tells of a post. */
export type PostNews = {
  readonly postId: string;
  readonly channelId: string;
  readonly reference: string;
  readonly at: Date;
} & (
  | { readonly status: 'published'; readonly externalId: string | null; readonly permalink: string | null }
  | { readonly status: 'failed'; readonly error: { readonly code: string; readonly message: string } }
  | {
      readonly status: 'waiting';
      readonly until: Date;
      readonly error: { readonly code: string; readonly message: string };
    }
);

const actor = 'channels';

/** Tells the log what became of a post of a campaign, in the transaction that settles it. */
export async function tellPost(events: EventLog, news: PostNews, unit: UnitOfWork): Promise<void> {
  const { postId, channelId, reference: campaignId, at } = news;
  const about = { campaignId, postId, channelId, at: at.toISOString() };
  const key = `campaignPost:${postId}`;
  if (news.status === 'published') {
    const { externalId, permalink } = news;
    await events.append(unit, 'campaignPostPublished', { key, data: { ...about, externalId, permalink }, actor, at });
    return;
  }
  const { code, message } = news.error;
  const error = { code, message };
  if (news.status === 'failed')
    await events.append(unit, 'campaignPostFailed', { key, data: { ...about, error }, actor, at });
  else {
    const data = { ...about, until: news.until.toISOString(), error };
    await events.append(unit, 'campaignPostDelayed', { key, data, actor, at });
  }
}

/** Hands what campaigns ask for to the host. A post that no channel can bring out has failed at once. */
export function postOrderConsumer(events: EventLog, host: PostOffice, now: () => Date): Consumer {
  const { campaignPostRequested: requested, campaignPostWithdrawn: withdrawn } = catalogue;
  return events.consume({
    name: 'channels.post-orders',
    types: [requested.type, withdrawn.type],
    handle: async (event, unit) => {
      const { postId, channelId, campaignId: reference, post } = event.data as EventData<'campaignPostRequested'>;
      if (event.type === withdrawn.type) return host.withdraw(unit, postId);
      try {
        await host.publish(unit, { postId, channelId, reference, post: post as Post });
      } catch (error) {
        if (!(error instanceof KanalError)) throw error;
        const fault = { code: error.code, message: error.message };
        await tellPost(events, { postId, channelId, reference, at: now(), status: 'failed', error: fault }, unit);
      }
    },
  });
}
