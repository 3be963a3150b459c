import type { Touchpoint } from './channel.js';

const stages: readonly string[] = ['SEARCH', 'LEARN', 'REGISTER', 'SERVICE'] satisfies readonly Touchpoint['stage'][];
/** Short words for statistics, in which nothing of a person fits. */
const word = /^[A-Za-z][A-Za-z0-9 _.-]{0,59}$/;

/** Why something is no touchpoint, or null when it is one. The host leaves out what is none; the kit refuses the plugin. */
export function touchpointFault(given: unknown): string | null {
  const { stage, method, place } = (given ?? {}) as Partial<Record<keyof Touchpoint, unknown>>;
  if (typeof stage !== 'string' || !stages.includes(stage)) return `no known stage (${stages.join(', ')})`;
  const isWord = (text: unknown) => typeof text === 'string' && word.test(text);
  if (!isWord(method) || !isWord(place)) return 'no method or no place: each is a word of 1 to 60 letters and digits';
  return null;
}
