import type { FieldRights } from '../kernel/rights.js';

/** Who may use the root fields; docs/architecture.md tells how rights are checked. */
export const rights: FieldRights = {
  'Query.viewer': 'signedIn',
  'Query.participant': 'public',
  'Query.participantByCard': 'public',
  'Query.participants': ['participants:read'],
  'Mutation.registerParticipant': ['participants:write', 'participants:register'],
  'Mutation.recordPayment': ['participants:write'],
  'Mutation.setConsent': ['participants:read', 'participants:register'],
  'Mutation.eraseParticipant': ['participants:erase'],
  'Query.employer': 'signedIn',
  'Query.workerList': 'public',
  'Mutation.registerEmployer': ['participants:write'],
  'Mutation.beginWorkerList': ['employers:manage'],
  'Mutation.stageWorkers': ['employers:manage'],
  'Mutation.applyWorkerList': ['employers:manage'],
  'Mutation.discardWorkerList': ['employers:manage'],
};
