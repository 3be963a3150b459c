import type { FieldRights } from '../kernel/rights.js';

/** Who may use the root fields; docs/architecture.md tells how rights are checked. */
export const rights: FieldRights = {
  'Query.complaint': ['complaints:read'],
  'Query.complaintByTicket': 'public',
  'Query.complaints': ['complaints:read'],
  'Query.complaintUpdatesCursor': ['complaints:read'],
  'Mutation.fileComplaint': ['complaints:file'],
  'Mutation.verifyComplaint': ['complaints:write'],
  'Mutation.assignComplaint': ['complaints:write'],
  'Mutation.respondToComplaint': ['complaints:write'],
  'Mutation.resolveComplaint': ['complaints:write'],
  'Mutation.escalateComplaint': ['complaints:write'],
  'Mutation.confirmResolution': ['complaints:file'],
  'Mutation.reopenComplaint': ['complaints:file'],
  'Mutation.withdrawComplaint': ['complaints:file'],
  'Subscription.complaintUpdates': ['complaints:read'],
};
