import type { FieldRights } from '../kernel/rights.js';

/** Who may use the root fields; docs/architecture.md tells how rights are checked. */
export const rights: FieldRights = {
  'Query.channels': ['channels:read'],
  'Query.channel': ['channels:read'],
  'Query.plugins': ['channels:read'],
  'Query.conversation': 'public',
  'Query.inbox': ['conversations:read'],
  'Query.serviceRequest': 'public',
  'Query.cultureCalendar': 'signedIn',
  'Mutation.planCulture': 'signedIn',
  'Mutation.sendMessage': ['conversations:write'],
  'Mutation.assignConversation': ['conversations:write'],
  'Mutation.closeConversation': ['conversations:write'],
  'Mutation.setPresence': ['conversations:write'],
  'Mutation.takeNextConversation': ['conversations:write'],
  'Mutation.openServiceRequest': ['conversations:read', 'conversations:write'],
  'Mutation.advanceServiceRequest': ['conversations:read', 'conversations:write'],
  'Subscription.conversationUpdates': ['conversations:read'],
  'Subscription.channelHealthChanged': ['channels:read'],
};
