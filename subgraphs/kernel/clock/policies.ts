import type { ClockKind, ClockPolicy } from './types.js';

const minute = 60_000;

const workingDays = (id: string, kind: ClockKind, days: number): ClockPolicy => ({
  id,
  version: '1',
  kind,
  target: { counting: 'WORKING_DAYS', days },
});

/** WhatsApp's standard: the officer answers within 30 minutes of business time (digital operational standards). */
export const officerResponse: ClockPolicy = {
  id: 'whatsapp-officer-response',
  version: '1',
  kind: 'OFFICER_RESPONSE',
  target: { counting: 'BUSINESS_TIME', milliseconds: 30 * minute },
};

/** WhatsApp's standard: the participant answers within 30 minutes, by the clock on the wall. */
export const participantResponse: ClockPolicy = {
  id: 'whatsapp-participant-response',
  version: '1',
  kind: 'PARTICIPANT_RESPONSE',
  target: { counting: 'ELAPSED_TIME', milliseconds: 30 * minute },
};

/** A complaint is verified within 3 working days (LAPOR!). */
export const verification = workingDays('complaint-verification', 'VERIFICATION', 3);

/** Follow-up of a verified complaint starts within 5 working days (LAPOR!). */
export const followUp = workingDays('complaint-follow-up', 'FOLLOW_UP', 5);

/** Resolution by class: 5 / 14 / 60 working days (PermenPANRB 62/2018 as practised); an aspiration has no limit. */
export const resolutionByClass = {
  INFORMATION: workingDays('complaint-resolution-information', 'RESOLUTION', 5),
  COMPLAINT: workingDays('complaint-resolution-complaint', 'RESOLUTION', 14),
  SUPERVISED: workingDays('complaint-resolution-supervised', 'RESOLUTION', 60),
  ASPIRATION: null,
} as const satisfies Record<string, ClockPolicy | null>;
