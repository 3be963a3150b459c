import { testEnvironment } from './environment.js';

/** A small seeded generator (mulberry32); the seed is printed so that a failure can be played again with KANAL_SEED. */
export function seededRandom(what: string): () => number {
  const seed = testEnvironment.seed ?? Math.floor(Math.random() * 2 ** 31);
  process.stdout.write(`${what}: KANAL_SEED=${seed}\n`);
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
