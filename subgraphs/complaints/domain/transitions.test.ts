import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { complaintEventKinds, complaintStatuses, snapshotOf, type Complaint } from './complaint.js';
import { filedComplaint, filingFaults } from './filing.js';
import { apply, refusal, rules, type ActionKind, type ComplaintAction } from './transitions.js';

const filed = (): Complaint =>
  filedComplaint(
    { participantId: 'p', channelId: 'c', category: 'CLAIM', description: 'Contoh.', region: '61.71' },
    new Date('2026-11-20T02:00:00Z'),
  );

const actions: Record<ActionKind, ComplaintAction> = {
  verify: { kind: 'verify', classification: 'SUPERVISED' },
  reject: { kind: 'reject', note: 'Bukan kewenangan kami.' },
  assign: { kind: 'assign', assigneeId: 'officer-1', unit: 'branch-1' },
  respond: { kind: 'respond', note: 'Kami periksa.', awaitParticipant: true },
  resolve: { kind: 'resolve', note: 'Selesai.' },
  confirm: { kind: 'confirm', satisfaction: 5 },
  reopen: { kind: 'reopen', note: 'Belum.' },
  escalate: { kind: 'escalate' },
  withdraw: { kind: 'withdraw' },
};

const act = (complaint: Complaint, kind: ActionKind, at = complaint.updatedAt): Complaint =>
  apply(complaint, actions[kind], at, 'officer-1', complaintEventKinds[rules[kind].event]);

describe('the state machine', () => {
  test('a case runs from filing to the word of the participant', () => {
    const path: ActionKind[] = ['verify', 'assign', 'respond', 'resolve', 'reopen', 'resolve', 'confirm'];
    const statuses: string[] = [];
    let complaint = filed();
    for (const kind of path) {
      expect(refusal(complaint, actions[kind])).toBeUndefined();
      complaint = act(complaint, kind);
      statuses.push(complaint.status);
    }
    expect(statuses).toEqual([
      'VERIFIED',
      'IN_PROGRESS',
      'WAITING_PARTICIPANT',
      'RESOLVED',
      'REOPENED',
      'RESOLVED',
      'CLOSED',
    ]);
    expect(complaint.version).toBe(path.length + 1);
    expect(complaint.timeline.map(({ kind }) => kind)).toEqual([
      'FILED',
      'VERIFIED',
      'ASSIGNED',
      'RESPONDED',
      'RESOLVED',
      'REOPENED',
      'RESOLVED',
      'CONFIRMED',
    ]);
    expect(complaint.confirmation).toMatchObject({ confirmed: true, satisfaction: 5 });
  });

  test.each([
    ['respond', 'RECEIVED'],
    ['verify', 'VERIFIED'],
    ['confirm', 'IN_PROGRESS'],
    ['withdraw', 'CLOSED'],
    ['reopen', 'REJECTED'],
  ] as const)('%s is refused while %s, and the text says what it needs', (kind, status) => {
    const reason = refusal({ ...filed(), status }, actions[kind]);
    expect(reason).toContain(status);
    expect(reason).toContain(rules[kind].from[0]);
  });

  test('escalation climbs from branch to region to centre and no further', () => {
    let complaint = filed();
    complaint = act(complaint, 'escalate');
    expect(complaint.level).toBe('REGION');
    complaint = act(complaint, 'escalate');
    expect(complaint.level).toBe('CENTRE');
    expect(refusal(complaint, actions.escalate)).toMatch(/no higher level/);
  });

  test('whatever is tried in whatever order: versions count the changes, times do not run backwards, the status is known', () => {
    const kinds = Object.keys(actions) as ActionKind[];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...kinds), fc.integer({ min: -5, max: 5 })), { maxLength: 40 }),
        (tries) => {
          let complaint = filed();
          let changes = 0;
          for (const [kind, minutes] of tries) {
            if (refusal(complaint, actions[kind])) continue;
            const before = complaint;
            complaint = act(complaint, kind, new Date(complaint.updatedAt.getTime() + minutes * 60_000));
            changes += 1;
            expect(complaint.updatedAt >= before.updatedAt).toBe(true);
            expect(complaintStatuses).toContain(complaint.status);
          }
          expect(complaint.version).toBe(changes + 1);
          expect(complaint.timeline).toHaveLength(changes + 1);
        },
      ),
    );
  });
});

describe('filing', () => {
  test('numbers that could be somebody’s are taken out of the subject, which partners read', () => {
    const complaint = filedComplaint(
      {
        participantId: null,
        channelId: 'c',
        category: 'CLAIM',
        subject: 'Klaim 6171 0145 0190 9001 ditolak 2 kali',
        description: 'Contoh.',
        region: null,
      },
      new Date(),
    );
    expect(complaint.subject).toBe('Klaim ••• ditolak 2 kali');
    expect(complaint).toMatchObject({ region: '00', level: 'CENTRE' });
  });

  test('an event says nothing of the description', () => {
    expect(JSON.stringify(snapshotOf({ ...filed(), description: 'rahasia' }))).not.toContain('rahasia');
  });

  test('every fault is named at once', () => {
    const faults = filingFaults({
      participantId: null,
      channelId: '',
      category: 'X',
      description: '',
      region: 'Pontianak',
      subject: 'x'.repeat(121),
    });
    expect(faults.map(({ field }) => field).sort()).toEqual([
      'category',
      'channel',
      'description',
      'region',
      'subject',
    ]);
  });
});
