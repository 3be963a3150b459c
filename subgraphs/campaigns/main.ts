import type { SubgraphDependencies } from '../kernel/dependencies.js';
import { prepareModels } from '../kernel/models.js';
import { defineSubgraph, type Subgraph } from '../kernel/subgraph.js';
import { CampaignMutations } from './api/campaign.mutations.js';
import { CampaignResolver } from './api/campaign.resolver.js';
import { CampaignPostsResolver, ContentPostResolver } from './api/content-post.resolver.js';
import { campaignModels, CampaignRepository } from './data/campaign.repository.js';
import { CampaignStore } from './domain/campaign-store.js';
import { campaignTimer } from './domain/campaign-timer.js';
import { CampaignService } from './domain/campaign.service.js';
import { postNewsConsumer } from './domain/post-news.js';
import { rights } from './rights.js';

/** A subgraph with its life cycle. */
export interface CampaignsSubgraph {
  readonly subgraph: Subgraph;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface CampaignsDependencies extends SubgraphDependencies {
  /** For tests. */
  readonly now?: () => Date;
}

/** Composition root of campaigns. Outside production two fictional drafts are kept on a first start. */
export async function createCampaigns(dependencies: CampaignsDependencies): Promise<CampaignsSubgraph> {
  const { database, events, cursors, log, secret, production, now = () => new Date() } = dependencies;
  const models = campaignModels(database.connection);
  const repository = new CampaignRepository(models.campaigns);
  const store = new CampaignStore(events, repository);
  const service = new CampaignService({ database, repository, store, now });
  const timer = campaignTimer({ database, log, repository, store, now });
  const news = postNewsConsumer(events, store, now);
  const subgraph = await defineSubgraph({
    name: 'campaigns',
    rights,
    resolvers: [
      new CampaignResolver(service, cursors),
      new CampaignMutations(service),
      new CampaignPostsResolver(),
      new ContentPostResolver(),
    ],
    references: { Campaign: ({ id }, context) => service.byId(context).load(id) },
    secret,
    log,
  });
  return {
    subgraph,
    async start() {
      await prepareModels(models);
      if (!production) await service.seed();
      await news.start();
      timer.start();
    },
    async stop() {
      await timer.stop();
      await news.stop();
    },
  };
}
