import type { ProbeResult } from '../index.js';
import { hanging } from './outcome-rules.js';
import { NotApplicable, type Finding } from './report.js';
import { call, contextOf, grace, type Ended, type Fetch } from './sending.js';
import { withWrongSecrets, type Rule, type World } from './world.js';

const steps = ['start', 'drain', 'stop'] as const;

/** Lifecycle and health. */
export const lifecycleRules: readonly Rule[] = [
  {
    id: 'lifecycle.drain',
    proves: 'start, drain and stop end well, also twice, out of turn and under an ended signal.',
    check: drains,
  },
  {
    id: 'lifecycle.deadline',
    proves: 'start, probe, drain and stop end with their AbortSignal.',
    check: deadlines,
  },
  {
    id: 'health.works',
    proves: 'The probe finds a working account OK, without sending anything.',
    check: ofProbes(async (world) => {
      const before = world.provider?.received().length ?? 0;
      const ended = await probe(world, configOf(world));
      if (!('value' in (ended as object))) return 'the probe of a working account fails: ask for something harmless';
      const { state, message } = (ended as { value: ProbeResult }).value;
      if (state !== 'OK') return `the probe of a working account says ${state}: ${message}`;
      return (world.provider?.received().length ?? 0) > before
        ? 'the probe sends a message: ask without effects'
        : null;
    }),
  },
  {
    id: 'health.refused',
    proves: 'Credentials that the provider refuses are seen, and the probe says what to do.',
    check: ofProbes(async (world) => {
      if (world.provider?.mailbox) return new NotApplicable('there is no provider that could refuse credentials');
      const ended = await probe(world, withWrongSecrets(world.plugin, configOf(world)));
      if (ended === 'late') return 'the probe did not end in time';
      if ('thrown' in ended) return `the probe threw ${ended.thrown.name}: answer state DOWN with an action`;
      const { state, action } = ended.value;
      if (state === 'OK') return 'the probe finds refused credentials OK: ask for something that needs them';
      return action ? null : `the probe says ${state} and not what an administrator should do: set \`action\``;
    }),
  },
];

const configOf = ({ provider, subject }: World): unknown => provider?.config ?? subject.config;

function ofProbes(check: (world: World) => Promise<Finding>): (world: World) => Promise<Finding> {
  return async (world) => {
    if (!world.plugin.lifecycle?.probe) return new NotApplicable('the plugin has no lifecycle.probe');
    return world.provider ? check(world) : 'the subject has no `provider` to ask';
  };
}

function probe(world: World, config: unknown, fetch?: Fetch): Promise<Ended<ProbeResult>> {
  return call(world, 'probe', async (signal) => {
    const result = await world.plugin.lifecycle!.probe!(contextOf(config, signal, fetch));
    world.witness.note('probe', result);
    return result;
  });
}

async function drains(world: World): Promise<Finding> {
  const lifecycle = world.plugin.lifecycle ?? {};
  if (steps.every((step) => !lifecycle[step])) return new NotApplicable('the plugin has no start, drain or stop');
  for (const step of ['drain', 'stop', 'start', 'drain', 'drain', 'stop', 'stop'] as const) {
    const ended = await call(world, step, async (signal) => lifecycle[step]?.(contextOf(configOf(world), signal)));
    if (ended === 'late') return `${step} does not end: give back what start took, and wait for nothing else`;
    if ('thrown' in ended) return `${step} threw ${ended.thrown.name}: it may be called twice and out of turn`;
  }
  const over = AbortSignal.abort();
  for (const step of steps) {
    const ended = await call(world, step, async () => lifecycle[step]?.(contextOf(configOf(world), over)));
    if (ended === 'late') return `${step} does not end under a signal that has ended`;
  }
  await call(world, 'stop', async (signal) => lifecycle.stop?.(contextOf(configOf(world), signal)));
  return null;
}

async function deadlines(world: World): Promise<Finding> {
  const lifecycle = world.plugin.lifecycle ?? {};
  const present = (['start', 'probe', 'drain', 'stop'] as const).filter((step) => lifecycle[step]);
  if (present.length === 0) return new NotApplicable('the plugin has no lifecycle');
  for (const step of present) {
    const ended = await call(
      world,
      step,
      async (signal) => void (await lifecycle[step]!(contextOf(configOf(world), signal, hanging))),
      200,
    );
    if (ended === 'late')
      return `${step} does not end ${grace} ms after its signal ended: pass \`signal\` to every request and wait`;
  }
  return null;
}
