import type { Capabilities, MessageContent, OutboundMessage } from '../../../plugins/sdk/index.js';
import type { ChannelDescription, ChannelHost } from '../domain/ports.js';
import { exampleMenu } from './example-menu.js';

const capabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: 4096 },
  buttons: null,
  list: null,
  keypad: null,
  headerLength: 0,
  footerLength: 0,
  media: {},
  templates: true,
  voice: false,
  replyWindow: 24 * 3_600_000,
  proactive: 'template',
  receipts: ['SENT', 'DELIVERED', 'READ'],
  quotas: { account: null, recipient: null },
  webhook: null,
};

const text = (value: string) => ({ id: value, en: value });

/** A WhatsApp-like channel with the example menu. */
export const exampleChannel: ChannelDescription = {
  id: 'whatsapp-pandawa',
  name: 'WhatsApp PANDAWA',
  plugin: { id: 'whatsapp', version: '1.0.0', sdk: '^1.0.0', levels: ['STRATEGIC', 'OPERATIONAL', 'ANALYTICAL'] },
  direction: 'TWO_WAY',
  capabilities,
  strategic: {
    valueProposition: { convenience: text('mudah'), speed: text('cepat'), certainty: text('pasti') },
    serviceStandard: { hours: 'PANDAWA', officerResponse: 'PT30M', participantResponse: 'PT30M' },
    commitments: [{ behaviour: 'RESPONSIVE', text: text('30 menit') }],
  },
  menu: exampleMenu,
};

const emptyLedger = {
  received: 0,
  stored: 0,
  rejected: 0,
  duplicates: 0,
  processed: 0,
  deadLettered: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  failed: 0,
  unknown: 0,
};

/** A host that remembers what was put in the outbox by transactions that were committed. */
export class FakeHost implements ChannelHost {
  readonly outbox: OutboundMessage[] = [];

  constructor(private readonly list: readonly ChannelDescription[] = [exampleChannel]) {}

  enqueue: ChannelHost['enqueue'] = (unit, message) => {
    unit.afterCommit(() => this.outbox.push(message));
    return Promise.resolve({ degraded: [] });
  };

  /** A test says what its channel maps; nothing by default. */
  touchpoint: ChannelHost['touchpoint'] = () => null;

  channels = () => this.list;
  readonly refusals: ChannelHost['refusals'] = [];

  health = () => ({
    state: 'OK' as const,
    message: 'works',
    action: null,
    lastInboundAt: null,
    circuit: 'CLOSED' as const,
    tokenExpiresAt: null,
  });

  ledger = () => Promise.resolve(emptyLedger);

  /** What was said, in order. */
  said(): string[] {
    return this.outbox.map(({ content }) => textOf(content));
  }
}

const textOf = (content: MessageContent) => ('text' in content ? content.text : content.kind);
