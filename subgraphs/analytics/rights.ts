import type { FieldRights } from '../kernel/rights.js';

/** Who may use the root fields; docs/architecture.md tells how rights are checked. */
export const rights: FieldRights = {
  'Query.complaintsByChannel': ['analytics:read'],
  'Query.journeyFunnel': ['analytics:read'],
};
