import type { Step } from '../voice/contract.js';

const names: readonly Step['name'][] = [
  'input',
  'hold',
  'consent',
  'wait',
  'queue-key',
  'dequeued',
  'leg',
  'dialled',
  'message',
  'recording',
  'status',
  'fallback',
];

const longestOfficer = 128;

/** A step as the query of an address. Only characters that every URL library writes alike, because the address is signed. */
export function stepQuery({ name, turn, language, round, officer, consent }: Step): string {
  return new URLSearchParams({
    step: name,
    turn,
    language,
    ...(round === undefined ? {} : { round: String(round) }),
    ...(officer === undefined ? {} : { officer }),
    ...(consent === undefined ? {} : { consent: consent ? '1' : '0' }),
  }).toString();
}

/** The step in a query; null: there is none, or none of ours. */
export function readStep(query: URLSearchParams): Step | null {
  const name = names.find((each) => each === query.get('step'));
  if (!name) return null;
  const round = Number(query.get('round') ?? Number.NaN);
  const officer = query.get('officer')?.slice(0, longestOfficer);
  const consent = query.get('consent');
  return {
    name,
    turn: (query.get('turn') ?? '').slice(0, 32),
    language: query.get('language') === 'en' ? 'en' : 'id',
    ...(Number.isInteger(round) && round >= 0 && round < 10_000 ? { round } : {}),
    ...(officer ? { officer } : {}),
    ...(consent === null ? {} : { consent: consent === '1' }),
  };
}
