import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { data, eventually, subscribe, updatesCursor } from '../../test/kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../../test/kit/in-process-hub.js';
import { fileOf, workerLine } from './testing/portal.js';

let hub: InProcessHub;
let [own, other, officer, partner] = ['', '', '', ''];

beforeAll(async () => {
  hub = await startInProcessHub();
  own = await hub.token({ role: 'employer', employer: '26000001' });
  other = await hub.token({ role: 'employer', employer: '26000002' });
  officer = await hub.token({ role: 'officer' });
  partner = await hub.token({ role: 'partner', regions: ['61'] });
});
afterAll(() => hub.close());

const fields = 'id ticket description participant { id name } employer { id name } channel { id }';

async function file(token: string, key: string, participantId: string | null = null) {
  const input = {
    idempotencyKey: key,
    participantId,
    channelId: 'sipp',
    category: 'MEMBERSHIP',
    description: 'Pekerja contoh belum tercatat.',
    region: '61.71',
  };
  const query = `mutation($input: FileComplaintInput!) { fileComplaint(input: $input) {
    __typename ... on ComplaintFiled { complaint { ${fields} } pin } ... on ValidationFailed { problems { field message } } } }`;
  return (await data(hub.url, token, query, { input })).fileComplaint;
}

async function uploadList(lines: readonly string[]) {
  const response = await fetch(`${hub.url}/channels/sipp/worker-lists`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'text/csv' },
    body: fileOf(lines),
  });
  expect(response.status).toBe(200);
}

const complaint = async (token: string, id: string) =>
  (await data(hub.url, token, `query($id: ID!) { complaint(id: $id) { ${fields} } }`, { id })).complaint;

test('an employer files complaints that it and officers see, and no other employer', async () => {
  const filed = await file(own, 'sipp-keluhan-1');
  expect(filed).toMatchObject({
    __typename: 'ComplaintFiled',
    complaint: {
      description: 'Pekerja contoh belum tercatat.',
      participant: null,
      employer: { id: '26000001', name: 'PT Contoh Anyaman Rotan' },
    },
  });
  const { id } = filed.complaint;
  expect(await complaint(officer, id)).toMatchObject({ employer: { name: 'PT Contoh Anyaman Rotan' } });
  expect(await complaint(other, id)).toBeNull();
  expect(await complaint(partner, id)).toMatchObject({ employer: null, description: expect.stringMatching(/^Hidden/) });
  const list = async (token: string) =>
    (await data(hub.url, token, '{ complaints { totalCount } }')).complaints.totalCount;
  expect([await list(own), await list(other)]).toEqual([1, 0]);
});

test('a complaint about a worker names it to the employer and to officers, and is not the worker’s', async () => {
  await uploadList([workerLine(1)]);
  const workers = '{ employer(id: "26000001") { workerList { registering } participants { edges { node { id } } } } }';
  const { employer } = await eventually(
    () => data(hub.url, own, workers),
    (answer) => answer.employer.workerList.registering === false,
  );
  const worker = employer.participants.edges[0].node.id as string;
  const filed = await eventually(
    () => file(own, 'sipp-keluhan-2', worker),
    ({ __typename }) => __typename === 'ComplaintFiled',
  );
  expect(filed.complaint.participant).toEqual({ id: worker, name: 'Pekerja Contoh 1' });
  expect(await complaint(officer, filed.complaint.id)).toMatchObject({ participant: { name: 'Pekerja Contoh 1' } });
  for (const [token, key] of [
    [other, 'sipp-keluhan-5'],
    [own, 'sipp-keluhan-6'],
  ] as const) {
    const stranger = token === own ? 'par_demo_melati' : worker;
    expect(await file(token, key, stranger)).toMatchObject({ problems: [{ field: 'participantId' }] });
  }
  const self = await hub.token({ role: 'participant', participant: worker });
  expect(await complaint(self, filed.complaint.id)).toBeNull();
  await uploadList([workerLine(2)]);
  let tries = 0;
  await eventually(
    () => file(own, `sipp-bekas-pekerja-${(tries += 1)}`, worker),
    ({ problems }) => problems?.[0].field === 'participantId',
  );
});

test('live updates show an employer its own complaints only, and it has the last word on them', async () => {
  const query = `subscription($after: Cursor) { complaintUpdates(after: $after) {
    ... on ComplaintChanged { kind complaint { id employer { id } } } } }`;
  const [mine, theirs] = await Promise.all(
    [own, other].map(async (token) => subscribe(hub.url, token, query, { after: await updatesCursor(hub.url, token) })),
  );
  const [{ complaint: first }, { complaint: second }] = [
    await file(own, 'sipp-keluhan-3'),
    await file(other, 'sipp-keluhan-4'),
  ];
  const withdraw = 'mutation($input: WithdrawComplaintInput!) { withdrawComplaint(input: $input) { __typename } }';
  const foreign = await data(hub.url, other, withdraw, { input: { complaintId: first.id } });
  expect(foreign.withdrawComplaint.__typename).toBe('NotFound');
  await data(hub.url, own, withdraw, { input: { complaintId: first.id } });
  await Promise.all([mine!.until(2), theirs!.until(1)]);
  const seen = (subscription: { received: unknown[] }) =>
    (subscription.received as { complaintUpdates: { kind: string; complaint: { id: string } } }[]).map(
      ({ complaintUpdates }) => [complaintUpdates.kind, complaintUpdates.complaint.id],
    );
  expect(seen(mine!)).toEqual([
    ['FILED', first.id],
    ['WITHDRAWN', first.id],
  ]);
  expect(seen(theirs!)).toEqual([['FILED', second.id]]);
  await Promise.all([mine!.close(), theirs!.close()]);
});
