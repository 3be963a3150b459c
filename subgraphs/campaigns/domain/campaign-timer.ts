import type { Database } from '../../kernel/database.js';
import { DueTimer } from '../../kernel/due-timer.js';
import type { Logger } from '../../kernel/logging.js';
import type { CampaignRepository } from '../data/campaign.repository.js';
import type { CampaignStore } from './campaign-store.js';

export interface CampaignTimerParts {
  readonly database: Database;
  readonly log: Logger;
  readonly repository: CampaignRepository;
  readonly store: CampaignStore;
  readonly now: () => Date;
}

/** Begins and ends campaigns, and asks for their posts, at the instant; the instants stand in the table. */
export function campaignTimer({ database, log, repository, store, now }: CampaignTimerParts): DueTimer {
  return new DueTimer({
    log,
    now,
    what: 'due campaigns',
    next: (limit) => repository.next(limit),
    settle: (id) =>
      database.transaction(async (unit) => {
        const campaign = await store.byId(id, unit);
        if (campaign) await store.take(unit, campaign, { campaign, requested: [], withdrawn: [] }, 'campaigns', now());
      }),
  });
}
