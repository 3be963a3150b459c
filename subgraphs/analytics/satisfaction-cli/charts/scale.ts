/** A linear scale from data to SVG units, with round ticks. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  readonly low: number;
  readonly high: number;
  /** Decimals the ticks need. */
  readonly digits: number;
}

/** A scale that covers the values (and some room, but zero may stand at the edge), whose ends are ticks of a round step (1, 2 or 5 times a power of ten). */
export function roundScale(values: readonly number[], from: number, to: number, wantedTicks = 6): Scale {
  const finite = values.filter(Number.isFinite);
  const lowest = finite.length > 0 ? Math.min(...finite) : 0;
  const highest = finite.length > 0 ? Math.max(...finite) : 1;
  const size = Math.max(Math.abs(lowest), Math.abs(highest));
  const reach = highest - lowest;
  const span = reach > 1e-9 * size ? reach : size * 0.2 || 1;
  const step = roundStep(span / wantedTicks);
  const room = (end: number) => (end === 0 ? 0 : span * 0.04);
  const low = Math.floor((lowest - room(lowest)) / step) * step;
  const high = Math.max(Math.ceil((highest + room(highest)) / step) * step, low + step);
  const count = Math.round((high - low) / step);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((low + index * step).toFixed(digits)));
  return { at: (value) => from + ((value - low) / (high - low)) * (to - from), ticks, low, high, digits };
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  if (lead <= 1) return power;
  if (lead <= 2) return 2 * power;
  return lead <= 5 ? 5 * power : 10 * power;
}
