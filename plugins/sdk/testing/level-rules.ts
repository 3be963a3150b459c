import {
  pluginFaults,
  serviceHours,
  settingsOf,
  touchpointFault,
  type ChannelEvent,
  type ChannelPlugin,
  type StrategicLevel,
  type Text,
} from '../index.js';
import { NotApplicable, type Finding } from './report.js';
import type { InboundRule, Rule } from './world.js';

/** Identity, SDK range, required members and menu, as the host checks them at boot. */
export const manifestRule: InboundRule = {
  id: 'manifest',
  proves: 'Identity, SDK range, required members and menu are as a host wants them.',
  check: ({ plugin }) => pluginFaults(plugin)[0] ?? textFault('name', plugin.name),
};

/** The configuration of the subject is one that the plugin's schema takes. */
export const configRule: Rule = {
  id: 'config',
  proves: "The plugin's schema takes the subject's configuration and describes every setting.",
  check: ({ plugin, subject }) => {
    const parsed = plugin.config.safeParse(subject.config);
    if (!parsed.success)
      return `config: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')} does not fit`;
    const bare = settingsOf(plugin.config).find(({ description }) => description === '');
    return bare ? `config: ${bare.key} has no description: say what it is and where it is found` : null;
  },
};

/** Buttle's three levels: complete, or honestly absent. */
export const levelRules: readonly Rule[] = [
  {
    id: 'level.strategic',
    proves: 'The promise is complete and stands in Indonesian and English.',
    check: ({ plugin }) => strategicFault(plugin),
  },
  {
    id: 'level.operational',
    proves: 'The operational level does what the capabilities promise, or is left out.',
    check: ({ plugin: { operational, capabilities } }) => {
      if (!operational) return new NotApplicable('the plugin has no operational level');
      if (Object.values(operational).every((member) => member === undefined))
        return 'the operational level is empty: leave it out';
      const reads = operational.verify || operational.parse;
      return reads && !capabilities.webhook ? 'verify or parse stand there, and capabilities.webhook is null' : null;
    },
  },
  {
    id: 'level.analytical',
    proves: 'Every event of the channel maps to a step of the journey or to none; touchpoint is total and pure.',
    check: ({ plugin }) => analyticalFault(plugin),
  },
];

function textFault(where: string, text: Text | undefined): string | null {
  if (!text?.id?.trim()) return `${where} lacks its Indonesian text`;
  return text.en?.trim() ? null : `${where} lacks its English text`;
}

const duration = /^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/;

function standardFault(standard: Partial<StrategicLevel['serviceStandard']> = {}): string | null {
  const { hours, ...durations } = standard;
  if (hours !== undefined && !serviceHours.includes(hours))
    return `strategic.serviceStandard.hours is none of ${serviceHours.join(', ')}`;
  for (const [name, value] of Object.entries(durations)) {
    if (!duration.test(value)) return `strategic.serviceStandard.${name} is no ISO 8601 duration such as PT30M`;
  }
  return null;
}

function strategicFault({ strategic }: ChannelPlugin): Finding {
  if (!strategic) return new NotApplicable('the plugin makes no promise (no strategic level)');
  const { valueProposition, serviceStandard, commitments } = strategic;
  for (const part of ['convenience', 'speed', 'certainty'] as const) {
    const fault = textFault(`strategic.valueProposition.${part}`, valueProposition?.[part]);
    if (fault) return fault;
  }
  const fault = standardFault(serviceStandard);
  if (fault) return fault;
  if (!commitments?.length) return 'strategic.commitments is empty: name what the channel commits to';
  const faults = commitments.map(({ text }, i) => textFault(`strategic.commitments[${i}]`, text));
  return faults.find((fault) => fault !== null) ?? null;
}

const eventKinds: readonly ChannelEvent['kind'][] = [
  'message-received',
  'message-sent',
  'receipt',
  'conversation-opened',
  'conversation-closed',
];

/** Events of all kinds, also of one that a later version may add. */
function* events(): Generator<ChannelEvent> {
  const referral = { sourceId: '1', sourceType: 'ad' };
  for (const kind of [...eventKinds, 'not-yet-known' as ChannelEvent['kind']]) {
    for (const contentKind of ['text', 'not-yet-known']) {
      const event = { kind, at: new Date(0), contentKind };
      yield { kind, at: event.at };
      yield event;
      yield { ...event, referral };
    }
  }
}

function analyticalFault({ analytical }: ChannelPlugin): Finding {
  if (!analytical) return new NotApplicable('the plugin does not learn (no analytical level)');
  let mapped = 0;
  for (const event of events()) {
    const [first, second] = [analytical.touchpoint(event), analytical.touchpoint(event)];
    if (JSON.stringify(first) !== JSON.stringify(second)) return `touchpoint gives two answers for one ${event.kind}`;
    const fault = first === null ? null : touchpointFault(first);
    if (fault) return `touchpoint gives ${fault} for ${event.kind}`;
    if (first !== null) mapped += 1;
  }
  return mapped === 0 ? 'touchpoint maps no event: leave the analytical level out' : null;
}
