import { registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { languages, serviceRequestKinds } from '../../../plugins/sdk/index.js';
import { conversationUpdateKinds } from '../domain/conversation-updates.js';
import { conversationStatuses } from '../domain/conversation.js';
import { serviceRequestStatuses } from '../domain/service-request-states.js';

const register = <T extends string>(name: string, description: string, values: readonly T[]) => {
  const members = enumOf(values);
  registerEnumType(members, { name, description });
  return members;
};

export const LanguageEnum = register('Language', 'Indonesian (id) or English (en).', languages);
export const ConversationStatusEnum = register(
  'ConversationStatus',
  'Where a conversation stands: OPEN without a menu, MENU with the robot, QUEUED for an officer, WITH_OFFICER, WAITING_PARTICIPANT for an answer, CLOSED.',
  conversationStatuses,
);
export const MessageDirectionEnum = register(
  'MessageDirection',
  'From the participant (INBOUND) or to it (OUTBOUND).',
  ['INBOUND', 'OUTBOUND'],
);
export const MessageStatusEnum = register(
  'MessageStatus',
  'How far a message got; it moves forward only. UNKNOWN: the provider gave no clear answer, a receipt will settle it.',
  ['QUEUED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'UNKNOWN'],
);
export const MessageAuthorEnum = register(
  'MessageAuthor',
  'Who speaks: the participant, the menu, an officer, or the hub with news of a case.',
  ['PARTICIPANT', 'MENU', 'OFFICER', 'SYSTEM'],
);
export const ConversationUpdateKindEnum = register(
  'ConversationUpdateKind',
  'What happened in a conversation.',
  conversationUpdateKinds,
);
export const ServiceRequestKindEnum = register(
  'ServiceRequestKind',
  'The service that is asked for.',
  serviceRequestKinds,
);
export const ServiceRequestStatusEnum = register(
  'ServiceRequestStatus',
  'Where a service request stands; which statuses follow which depends on its kind. DONE, REJECTED and CANCELLED end it.',
  serviceRequestStatuses,
);
export const ChannelDirectionEnum = register(
  'ChannelDirection',
  'ONE_WAY: the institution speaks. TWO_WAY: participants speak too.',
  ['ONE_WAY', 'TWO_WAY'],
);
export const PluginStateEnum = register(
  'PluginState',
  'ACCEPTED: it runs. REFUSED: it may not run on this hub, and the reasons say why.',
  ['ACCEPTED', 'REFUSED'],
);
export const CrmLevelEnum = register('CrmLevel', "Buttle's three levels of customer relationship management.", [
  'STRATEGIC',
  'OPERATIONAL',
  'ANALYTICAL',
]);
export const ChannelStateEnum = register('ChannelState', 'How a channel does.', ['OK', 'DEGRADED', 'DOWN']);
export const CircuitStateEnum = register(
  'CircuitState',
  'The breaker before a provider: OPEN sends nothing for a while, HALF_OPEN tries one.',
  ['CLOSED', 'HALF_OPEN', 'OPEN'],
);
export const ProactivePolicyEnum = register(
  'ProactivePolicy',
  'May the hub write first? TEMPLATE: with an approved template only.',
  ['ALWAYS', 'TEMPLATE', 'NEVER'],
);
export const ServiceBehaviourEnum = register('ServiceBehaviour', 'A behaviour of the culture of excellent service.', [
  'FAIR',
  'FRIENDLY',
  'RESPONSIVE',
  'INFORMATIVE',
  'PATIENT',
  'FLUENT',
  'QUICK_AND_ACCURATE',
]);
export const TouchpointStageEnum = register(
  'TouchpointStage',
  "Stage of a participant's journey: SEARCH (I-Cari), LEARN (I-Belajar), REGISTER (I-Daftar), SERVICE after it.",
  ['SEARCH', 'LEARN', 'REGISTER', 'SERVICE'],
);
export const ChannelEventKindEnum = {
  CONVERSATION_OPENED: 'conversation-opened',
  MESSAGE_RECEIVED: 'message-received',
  MESSAGE_SENT: 'message-sent',
  RECEIPT: 'receipt',
  CONVERSATION_CLOSED: 'conversation-closed',
} as const;
registerEnumType(ChannelEventKindEnum, { name: 'ChannelEventKind', description: 'What happens on a channel.' });
export const HolidayKindEnum = register('HolidayKind', 'By whose word a day is off.', [
  'NATIONAL',
  'SHARED_LEAVE',
  'REGIONAL',
]);
