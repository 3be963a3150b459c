/** Avalanche of one 32-bit word (Wellons' lowbias32). */
function mix(word: number): number {
  let x = word >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/**
 * xoshiro128** (Blackman & Vigna 2021), seeded from a seed and a stream number, so that stream k is the same whoever
 * draws it and in whatever order: this makes the bootstrap independent of the number of workers.
 */
export class RandomStream {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  /** Starts stream `stream` (0 to 2^32 - 1) of `seed` (a whole number from 0 to 2^53 - 1). */
  start(seed: number, stream: number): void {
    const low = mix(seed % 2 ** 32);
    const high = mix(low ^ Math.floor(seed / 2 ** 32));
    const own = mix((high + Math.imul(stream + 1, 0x9e3779b9)) >>> 0);
    this.a = mix(own ^ low) | 1;
    this.b = mix(own + 0x85ebca6b + stream);
    this.c = mix(own ^ 0xc2b2ae35 ^ high);
    this.d = mix(own + 0x27d4eb2f);
    for (let k = 0; k < 8; k++) this.next();
  }

  /** A whole number from 0 to 2^32 - 1. */
  next(): number {
    const result = Math.imul(rotate(Math.imul(this.b, 5), 7), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotate(this.d, 11);
    return result >>> 0;
  }

  /** A whole number from 0 to n - 1, every one equally likely (Lemire 2019); n at most 2^21, so that doubles are exact. */
  below(n: number): number {
    const reject = 2 ** 32 % n;
    for (;;) {
      const product = this.next() * n;
      const high = Math.floor(product / 2 ** 32);
      if (product - high * 2 ** 32 >= reject) return high;
    }
  }
}

/** Most cases `RandomStream.below` can choose from. */
export const mostCases = 2 ** 21;
