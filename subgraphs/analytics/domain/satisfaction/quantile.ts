import { normalQuantile } from './distributions.js';

/** Quantile of type 7 (Hyndman & Fan 1996), the usual one of R; `sorted` ascends. */
export function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/** Quantile by interpolation on the normal scale between the (R+1)p-th values (Davison & Hinkley 1997, eq. 5.8). */
export function normalScaleQuantile(sorted: Float64Array, p: number): number {
  const count = sorted.length;
  const at = (count + 1) * p;
  const k = Math.floor(at);
  if (k === 0) return sorted[0]!;
  if (k >= count) return sorted[count - 1]!;
  if (k === at) return sorted[k - 1]!;
  const low = normalQuantile(k / (count + 1));
  const high = normalQuantile((k + 1) / (count + 1));
  return sorted[k - 1]! + ((normalQuantile(p) - low) / (high - low)) * (sorted[k]! - sorted[k - 1]!);
}
