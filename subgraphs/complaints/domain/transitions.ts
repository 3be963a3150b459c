import {
  escalationLevels,
  type Complaint,
  type ComplaintCategory,
  type ComplaintClass,
  type ComplaintEventName,
  type ComplaintStatus,
  type Severity,
} from './complaint.js';

/** What may be done to a complaint after it was filed. `note` is text for the participant or the record. */
export type ComplaintAction =
  | {
      readonly kind: 'verify';
      readonly classification: ComplaintClass;
      readonly category?: ComplaintCategory;
      readonly severity?: Severity;
      readonly region?: string;
    }
  | { readonly kind: 'reject'; readonly note: string }
  | { readonly kind: 'assign'; readonly assigneeId: string | null; readonly unit: string | null }
  | { readonly kind: 'respond'; readonly note: string; readonly awaitParticipant: boolean }
  | { readonly kind: 'resolve'; readonly note: string }
  | { readonly kind: 'confirm'; readonly satisfaction?: number }
  | { readonly kind: 'reopen'; readonly note: string }
  | { readonly kind: 'escalate'; readonly note?: string }
  | { readonly kind: 'withdraw' };
export type ActionKind = ComplaintAction['kind'];

/** States of cases that have not ended. */
export const openStatuses: readonly ComplaintStatus[] = [
  'RECEIVED',
  'VERIFIED',
  'IN_PROGRESS',
  'WAITING_PARTICIPANT',
  'REOPENED',
];
const verified: readonly ComplaintStatus[] = ['VERIFIED', 'IN_PROGRESS', 'WAITING_PARTICIPANT', 'REOPENED'];

interface Rule {
  /** States in which the action is allowed. */
  readonly from: readonly ComplaintStatus[];
  readonly event: ComplaintEventName;
}

/** The state machine: what is allowed from where, and the event it makes. */
export const rules: Readonly<Record<ActionKind, Rule>> = {
  verify: { from: ['RECEIVED'], event: 'complaintVerified' },
  reject: { from: ['RECEIVED'], event: 'complaintRejected' },
  assign: { from: openStatuses, event: 'complaintAssigned' },
  respond: { from: verified, event: 'complaintResponded' },
  resolve: { from: verified, event: 'complaintResolved' },
  confirm: { from: ['RESOLVED'], event: 'complaintConfirmed' },
  reopen: { from: ['RESOLVED', 'CLOSED'], event: 'complaintReopened' },
  escalate: { from: openStatuses, event: 'complaintEscalated' },
  withdraw: { from: openStatuses, event: 'complaintWithdrawn' },
};

/** Why an action is not possible now, as a text for the caller; undefined when it is. */
export function refusal(complaint: Complaint, action: ComplaintAction): string | undefined {
  const { from } = rules[action.kind];
  if (!from.includes(complaint.status)) {
    return `A complaint that is ${complaint.status} cannot be changed by ${action.kind}; that needs ${from.join(' or ')}.`;
  }
  if (action.kind === 'escalate' && complaint.level === 'CENTRE')
    return 'The complaint is at the centre already; there is no higher level.';
  return undefined;
}

interface Moment {
  readonly at: Date;
  readonly actor: string;
}

type Effects = {
  readonly [K in ActionKind]: (
    complaint: Complaint,
    action: Extract<ComplaintAction, { kind: K }>,
    moment: Moment,
  ) => Partial<Complaint>;
};

/** What each action changes. */
const effects: Effects = {
  verify: (_complaint, { classification, category, severity, region }) => ({
    status: 'VERIFIED',
    classification,
    ...(category && { category }),
    ...(severity && { severity }),
    ...(region && { region }),
  }),
  reject: (_complaint, { note }, { at, actor }) => ({ status: 'REJECTED', resolution: { text: note, at, by: actor } }),
  assign: ({ status }, { assigneeId, unit }) => ({
    assigneeId,
    unit,
    status: status === 'VERIFIED' ? 'IN_PROGRESS' : status,
  }),
  respond: (_complaint, { awaitParticipant }) => ({ status: awaitParticipant ? 'WAITING_PARTICIPANT' : 'IN_PROGRESS' }),
  resolve: (_complaint, { note }, { at, actor }) => ({ status: 'RESOLVED', resolution: { text: note, at, by: actor } }),
  confirm: (_complaint, { satisfaction }, { at }) => ({
    status: 'CLOSED',
    confirmation: { confirmed: true, at, ...(satisfaction !== undefined && { satisfaction }) },
  }),
  reopen: (_complaint, _action, { at }) => ({ status: 'REOPENED', confirmation: { confirmed: false, at } }),
  escalate: ({ level }) => ({ level: escalationLevels[escalationLevels.indexOf(level) + 1] ?? 'CENTRE' }),
  withdraw: () => ({ status: 'WITHDRAWN' }),
};

/**
 * The complaint after an allowed action: version one higher, the step in its timeline.
 * Times of one case never run backwards, whatever the clock of the process says.
 */
export function apply(
  complaint: Complaint,
  action: ComplaintAction,
  now: Date,
  actor: string,
  kind: Complaint['timeline'][number]['kind'],
): Complaint {
  const at = now < complaint.updatedAt ? complaint.updatedAt : now;
  const effect = effects[action.kind] as (c: Complaint, a: ComplaintAction, m: Moment) => Partial<Complaint>;
  const changed = { ...complaint, ...effect(complaint, action, { at, actor }) };
  return {
    ...changed,
    updatedAt: at,
    version: complaint.version + 1,
    timeline: [...complaint.timeline, { kind, at, status: changed.status }],
  };
}
