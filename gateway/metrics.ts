import type { GraphQLFormattedError } from 'graphql';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the gateway counts. No label holds data of a person or a client's text. */
export interface GatewayMetrics {
  readonly registry: Registry;
  /** Starts the clock of an operation; call the result when it is done. */
  operation(kind: string, transport: 'http' | 'websocket'): (succeeded: boolean) => void;
  errors(errors: readonly GraphQLFormattedError[]): void;
  readonly sockets: Gauge;
  readonly subscribers: Gauge;
  /** Upstream subscriptions: what the subscribers share. */
  readonly feeds: Gauge;
  readonly deliveries: Counter;
  readonly cut: Counter;
}

/** Registers the gateway's metrics in the given registry, or in one of its own with those of Node. */
export function createGatewayMetrics(given: Registry | undefined): GatewayMetrics {
  const registry = given ?? new Registry();
  if (!given) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const durations = new Histogram({
    name: 'kanal_gateway_operation_seconds',
    help: 'Time from an accepted operation to its result.',
    labelNames: ['kind', 'transport', 'result'],
    buckets: seconds,
    registers,
  });
  const errors = new Counter({
    name: 'kanal_gateway_errors_total',
    help: 'Errors answered, by code.',
    labelNames: ['code'],
    registers,
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  return {
    registry,
    operation(kind, transport) {
      const started = performance.now();
      return (succeeded) => {
        const result = succeeded ? 'ok' : 'error';
        durations.observe({ kind, transport, result }, (performance.now() - started) / 1_000);
      };
    },
    errors(list) {
      for (const error of list) errors.inc({ code: error.extensions?.code as string });
    },
    sockets: gauge('kanal_gateway_sockets', 'Open WebSockets.'),
    subscribers: gauge('kanal_gateway_subscribers', 'Subscriptions of clients.'),
    feeds: gauge('kanal_gateway_feeds', 'Upstream subscriptions, each shared by subscribers of equal rights.'),
    deliveries: counter('kanal_gateway_deliveries_total', 'Events handed to subscribers.'),
    cut: counter('kanal_gateway_slow_subscribers_total', 'Subscribers cut because they did not read.'),
  };
}
