import type { SubgraphDependencies } from '../kernel/dependencies.js';
import { prepareModels } from '../kernel/models.js';
import { defineSubgraph, type Subgraph } from '../kernel/subgraph.js';
import { CampaignResolver } from './api/campaign.resolver.js';
import { campaignModels, CampaignRepository } from './data/campaign.repository.js';
import { CampaignService } from './domain/campaign.service.js';
import { rights } from './rights.js';

/** A subgraph with its life cycle. */
export interface CampaignsSubgraph {
  readonly subgraph: Subgraph;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Composition root of campaigns. Outside production two fictional drafts are kept on a first start. */
export async function createCampaigns(dependencies: SubgraphDependencies): Promise<CampaignsSubgraph> {
  const { database, cursors, log, secret, production } = dependencies;
  const models = campaignModels(database.connection);
  const service = new CampaignService(new CampaignRepository(models.campaigns));
  const subgraph = await defineSubgraph({
    name: 'campaigns',
    rights,
    resolvers: [new CampaignResolver(service, cursors)],
    references: { Campaign: ({ id }, context) => service.byId(context).load(id) },
    secret,
    log,
  });
  return {
    subgraph,
    async start() {
      await prepareModels(models);
      if (!production) await service.seed();
    },
    stop: () => Promise.resolve(),
  };
}
