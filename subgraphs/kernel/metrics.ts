import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The process's metrics: one registry, scraped at /metrics. Labels are ids and codes, never personal data. */
export interface Metrics {
  readonly registry: Registry;
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  /** `read` gives the value at each scrape, for figures that already stand somewhere. */
  gauge<L extends string>(name: string, help: string, labels?: readonly L[], read?: () => number): Gauge<L>;
  /** Durations in seconds unless the name says otherwise. */
  histogram<L extends string>(name: string, help: string, labels?: readonly L[], buckets?: number[]): Histogram<L>;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics of one process. `defaults` adds those of Node itself (memory, event loop). Asking a name twice gives the same metric. */
export function createMetrics(options: { defaults?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.defaults) collectDefaultMetrics({ register: registry });
  const once = <M>(name: string, make: () => M): M => (registry.getSingleMetric(name) as M | undefined) ?? make();
  const base = (name: string, help: string, labelNames: readonly string[] = []) => ({
    name,
    help,
    labelNames,
    registers: [registry],
  });
  return {
    registry,
    counter: (name, help, labels) => once(name, () => new Counter(base(name, help, labels))) as never,
    gauge: (name, help, labels, read) =>
      once(
        name,
        () => new Gauge({ ...base(name, help, labels), ...(read ? { collect: setFrom(read) } : {}) }),
      ) as never,
    histogram: (name, help, labels, buckets = seconds) =>
      once(name, () => new Histogram({ ...base(name, help, labels), buckets })) as never,
  };
}

function setFrom(read: () => number) {
  return function collect(this: Gauge) {
    this.set(read());
  };
}
