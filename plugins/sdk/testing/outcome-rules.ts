import type { MessageContent, SendOutcome } from '../index.js';
import { NotApplicable, type Finding } from './report.js';
import { deadline, noOutcome, ofSenders, outcomeOf, trySend, type Fetch } from './sending.js';
import type { ProviderFault, SimulatedProvider } from './subject.js';
import type { Rule, World } from './world.js';

/** Outcomes: what a provider answers, or does not, is told the host as it is. */
export const outcomeRules: readonly Rule[] = [
  {
    id: 'outcome.rate-limit',
    proves: 'A rate limit is rejected for now, with the wait that the provider asks for.',
    check: meets({ kind: 'rate-limited', retryAfter: 7_000 }, rateLimit),
  },
  {
    id: 'outcome.permanent',
    proves: 'An error that will always come is rejected for good.',
    check: meets({ kind: 'refused-for-good' }, (outcome) =>
      outcome.status === 'rejected' && outcome.permanent
        ? null
        : `a permanent error is ${shown(outcome)}: answer { status: 'rejected', permanent: true }`,
    ),
  },
  {
    id: 'outcome.time-out',
    proves: 'No answer in time is unknown.',
    check: meets({ kind: 'hang' }, open('no answer')),
  },
  {
    id: 'outcome.cut',
    proves: 'A cut connection is unknown.',
    check: meets({ kind: 'cut' }, open('a cut connection')),
  },
  {
    id: 'outcome.unavailable',
    proves: 'An answer of a proxy, which says nothing about the message, is unknown.',
    check: meets({ kind: 'unavailable' }, open('a 502 without the provider')),
  },
  {
    id: 'outcome.provider-gone',
    proves: 'A provider that cannot be reached is an outcome, never success and never for good.',
    check: ofSenders(gone),
  },
  {
    id: 'outcome.deadline',
    proves: 'send ends with its AbortSignal, whatever it waits for.',
    check: ofSenders(ends),
  },
];

const text: MessageContent = { kind: 'text', text: 'Halo' };
const choices: MessageContent = { kind: 'choices', text: 'Pilih', choices: [{ id: 'a', title: 'A' }] };

/** The plainest message of a channel. */
const plainest = (world: World) => (world.plugin.capabilities.text ? text : choices);

const shown = (outcome: SendOutcome) =>
  outcome.status === 'rejected' ? `rejected ${outcome.permanent ? 'for good' : 'for now'}` : outcome.status;

/** Sends one message into a fault; it must have one request and the right outcome. */
function meets(fault: ProviderFault, judge: (outcome: SendOutcome) => Finding): Rule['check'] {
  return ofSenders(async (world, provider) => {
    if (provider.mailbox)
      return new NotApplicable('what it sends lies in the mailbox of the hub, which has no such fault');
    const before = provider.attempts();
    provider.next(fault);
    const ended = await trySend(world, provider, plainest(world));
    const breach = noOutcome(ended);
    if (breach) return breach;
    const requests = provider.attempts() - before;
    if (requests === 0) return 'no request reached the simulated provider: the fault was not met';
    if (requests > 1)
      return `send asked the provider ${requests} times: one call is one try, the host decides about another`;
    return judge(outcomeOf(ended));
  });
}

function rateLimit(outcome: SendOutcome): Finding {
  if (outcome.status !== 'rejected' || outcome.permanent)
    return `a rate limit is ${shown(outcome)}: answer { status: 'rejected', permanent: false }`;
  if (outcome.retryAfter === undefined) return 'the wait that the provider asks for is lost: return it as retryAfter';
  return outcome.retryAfter >= 7_000
    ? null
    : `the provider asks for 7000 ms and retryAfter is ${outcome.retryAfter}: it is milliseconds, and no less than asked for`;
}

function open(what: string): (outcome: SendOutcome) => Finding {
  return (outcome) =>
    outcome.status === 'unknown'
      ? null
      : `${what} is ${shown(outcome)}: the request may have arrived, so answer { status: 'unknown' }`;
}

/** Port 47 is assigned to nothing that runs today; fetch is the plugin's only way when it uses the context's. */
const refusing: Fetch = () =>
  Promise.reject(
    new TypeError('fetch failed', {
      cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    }),
  );

async function gone(world: World, provider: SimulatedProvider<unknown>): Promise<Finding> {
  let asked = false;
  const fetch: Fetch = (...given) => {
    asked = true;
    return refusing(...given);
  };
  const ended = await trySend(world, provider, plainest(world), { fetch });
  if (!asked) return new NotApplicable('the plugin does not use the fetch of its context');
  const breach = noOutcome(ended);
  if (breach) return breach;
  const outcome = outcomeOf(ended);
  const sound = outcome.status === 'unknown' || (outcome.status === 'rejected' && !outcome.permanent);
  return sound ? null : `an unreachable provider is ${shown(outcome)}: reject it for now, nothing has left`;
}

/** A request that only its signal ends. */
export const hanging: Fetch = (_input, init) =>
  new Promise((_, reject) => {
    const { signal } = init ?? {};
    const end = () => reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });

async function ends(world: World, provider: SimulatedProvider<unknown>): Promise<Finding> {
  let asked = false;
  const fetch: Fetch = (...given) => {
    asked = true;
    return hanging(...given);
  };
  const ended = await trySend(world, provider, plainest(world), { fetch, wait: deadline / 2 });
  if (!asked) return new NotApplicable('the plugin does not use the fetch of its context; outcome.time-out shows it');
  const breach = noOutcome(ended);
  if (breach) return breach;
  return outcomeOf(ended).status === 'accepted' ? 'a request without an answer is accepted' : null;
}
