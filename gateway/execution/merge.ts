import type { Row } from './plan.types.js';

/** Completes `target` in place with what another fetch knows of the same object; later knowledge wins for scalars. */
export function mergeInto(target: Row, source: Row): void {
  if (target === source) return;
  for (const key in source) {
    // A JSON value may hold this key; assigning it would change the prototype, merging it every object there is.
    if (key === '__proto__') continue;
    const incoming = source[key];
    const present = target[key];
    if (present !== null && typeof present === 'object' && incoming !== null && typeof incoming === 'object') {
      mergeNested(present as Row, incoming as Row);
    } else if (incoming !== undefined) {
      target[key] = incoming;
    }
  }
}

function mergeNested(present: Row | unknown[], incoming: Row | unknown[]): void {
  if (!Array.isArray(present) || !Array.isArray(incoming)) {
    if (!Array.isArray(present) && !Array.isArray(incoming)) mergeInto(present, incoming);
    return;
  }
  for (let index = 0; index < incoming.length; index++) {
    const there: unknown = present[index];
    const here: unknown = incoming[index];
    if (there !== null && typeof there === 'object' && here !== null && typeof here === 'object') {
      mergeNested(there as Row, here as Row);
    } else if (here !== undefined) present[index] = here;
  }
}
