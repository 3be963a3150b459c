import { Duration } from 'luxon';
import type { ServiceHours } from '../../../plugins/sdk/index.js';
import {
  alwaysOpen,
  indonesianCalendar,
  officeHours,
  officeCalendars,
  pandawaHours,
  type BusinessCalendar,
  type ClockPolicy,
} from '../../kernel/clock/index.js';
import type { ChannelDescription } from './ports.js';

/** What a channel has promised, as clocks can use it. */
export interface ServiceStandards {
  readonly calendar: BusinessCalendar;
  readonly officer: ClockPolicy | null;
  readonly participant: ClockPolicy | null;
}

const pandawa = indonesianCalendar({
  id: 'pandawa-wib',
  zone: 'WIB',
  week: pandawaHours,
  ramadan: officeHours.ramadan,
});
const roundTheClock = indonesianCalendar({
  id: 'always-wib',
  zone: 'WIB',
  week: alwaysOpen,
  observesHolidays: false,
});

const calendarByHours: Readonly<Record<ServiceHours, BusinessCalendar>> = {
  OFFICE: officeCalendars.WIB,
  PANDAWA: pandawa,
  ALWAYS: roundTheClock,
};
const calendars = new Map(
  [pandawa, roundTheClock, ...Object.values(officeCalendars)].map((calendar) => [keyOf(calendar), calendar]),
);

function keyOf(calendar: BusinessCalendar): string {
  return `${calendar.id}@${calendar.version}`;
}

/** The name under which a calendar version is kept with what was judged by it. */
export const calendarKey = keyOf;

/** The calendar of a kept key; a version that is no longer shipped is judged by office hours in WIB. */
export const calendarByKey = (key: string): BusinessCalendar => calendars.get(key) ?? officeCalendars.WIB;

/** The opening hours of a channel, as its plugin declares them. */
export const calendarOf = ({ strategic }: Pick<ChannelDescription, 'strategic'>): BusinessCalendar =>
  calendarByHours[strategic?.serviceStandard.hours ?? 'OFFICE'];

/**
 * The clocks of a channel, from its published standard: the officer's answer is counted in business time, the
 * participant's by the clock on the wall. A standard that is not published has no clock. The version of the policy
 * is the plugin's: a new standard comes with a new plugin version.
 */
export function standardsOf(channel: ChannelDescription): ServiceStandards {
  const { officerResponse, participantResponse } = channel.strategic?.serviceStandard ?? {};
  const policy = (
    kind: 'OFFICER_RESPONSE' | 'PARTICIPANT_RESPONSE',
    iso: string | undefined,
    counting: 'BUSINESS_TIME' | 'ELAPSED_TIME',
  ): ClockPolicy | null => {
    const milliseconds = iso === undefined ? 0 : Duration.fromISO(iso).toMillis();
    if (!(milliseconds > 0)) return null;
    const id = `${channel.plugin.id}-${kind === 'OFFICER_RESPONSE' ? 'officer' : 'participant'}-response`;
    return { id, version: channel.plugin.version, kind, target: { counting, milliseconds } };
  };
  return {
    calendar: calendarOf(channel),
    officer: policy('OFFICER_RESPONSE', officerResponse, 'BUSINESS_TIME'),
    participant: policy('PARTICIPANT_RESPONSE', participantResponse, 'ELAPSED_TIME'),
  };
}
