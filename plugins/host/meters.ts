import type { Metrics } from '../../subgraphs/kernel/metrics.js';

/** The host's metrics. Labels are channel ids and outcomes, never anything of a person. */
export function createMeters(metrics: Metrics) {
  return {
    webhooks: metrics.histogram('kanal_webhook_seconds', 'From a webhook to its answer.', ['channel', 'status']),
    items: metrics.counter('kanal_inbox_items_total', 'Inbound items by result.', ['channel', 'result']),
    lag: metrics.histogram('kanal_inbox_lag_seconds', 'From receipt of an item to its effect.', ['channel']),
    failures: metrics.counter('kanal_inbox_failures_total', 'Inbound items whose handler failed.', [
      'channel',
      'outcome',
    ]),
    sends: metrics.counter('kanal_outbox_sends_total', 'Tries to send by outcome.', ['channel', 'outcome']),
    sendSeconds: metrics.histogram('kanal_outbox_send_seconds', 'Duration of a try to send.', ['channel']),
    waiting: metrics.histogram('kanal_outbox_wait_seconds', 'From enqueuing to the first try.', [
      'channel',
      'priority',
    ]),
    touchpointFailures: metrics.counter(
      'kanal_touchpoint_failures_total',
      "Events that a plugin's mapping threw on, or made no touchpoint of.",
      ['channel'],
    ),
    polls: metrics.counter('kanal_polls_total', 'Calls of polling plugins by outcome.', ['channel', 'outcome']),
    routes: metrics.histogram('kanal_route_seconds', "From a request to a channel's route to the head of its answer.", [
      'channel',
      'route',
      'status',
    ]),
    streams: metrics.gauge('kanal_route_streams', 'Streamed answers that are open.', ['channel']),
    circuit: metrics.gauge('kanal_channel_circuit', '0 closed, 1 half open, 2 open.', ['channel']),
  };
}

export type HostMeters = ReturnType<typeof createMeters>;
