import type { FieldRights } from '../kernel/rights.js';

/** Who may use the root fields; docs/architecture.md tells how rights are checked. */
export const rights: FieldRights = {
  'Query.campaign': ['campaigns:read'],
  'Query.campaigns': ['campaigns:read'],
  'Mutation.createCampaign': ['campaigns:write'],
  'Mutation.scheduleCampaign': ['campaigns:write'],
  'Mutation.pauseCampaign': ['campaigns:write'],
  'Mutation.resumeCampaign': ['campaigns:write'],
  'Mutation.cancelCampaign': ['campaigns:write'],
};
