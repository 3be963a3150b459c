import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { complaintModels } from '../../subgraphs/complaints/data/complaint.model.js';
import { ComplaintRepository } from '../../subgraphs/complaints/data/complaint.repository.js';
import { ComplaintMapper } from '../../subgraphs/complaints/domain/complaint.mapper.js';
import { ComplaintService } from '../../subgraphs/complaints/domain/complaint.service.js';
import { publishedStandards } from '../../subgraphs/complaints/domain/standards.js';
import { prepareModels } from '../../subgraphs/kernel/models.js';
import { startTestLog, startTestServer, testVault, type TestServer } from '../kit/database.js';
import { seededRandom } from '../kit/random.js';

const cases = 120;
const kills = 5;
const monday = new Date('2026-11-02T02:00:00Z');
/** Close of business on Thursday: three working days after Monday. */
const due = '2026-11-05T09:00:00.000Z';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('processes killed at the due instant lose and repeat neither a breach nor an escalation', async () => {
  const random = seededRandom('deadlines');
  const name = 'deadlines';
  const database = await server.open(name);
  const events = await startTestLog(database);
  const models = complaintModels(database.connection);
  await prepareModels(models);
  const parts = {
    database,
    events,
    vault: testVault(),
    repository: new ComplaintRepository(models.complaints),
    mapper: new ComplaintMapper(testVault()),
    standards: publishedStandards,
    now: () => monday,
  };
  const service = new ComplaintService(parts);
  const complaint = {
    participantId: null,
    channelId: 'website',
    category: 'CLAIM',
    description: 'Contoh.',
    region: '61.71',
  };
  for (let index = 0; index < cases; index += 1) {
    const source = { ...complaint, conversationId: null };
    await database.transaction((unit) => service.fileRequested(unit, source, `deadline-${index}`, 'test'));
  }
  const open = () => models.complaints.countDocuments({ dueAt: { $gt: new Date(0) } }).exec();
  const start = async (): Promise<ChildProcess> => {
    const child = fork(new URL('./deadlines.child.js', import.meta.url), [server.uri, name, due], { stdio: 'ignore' });
    await once(child, 'message');
    return child;
  };
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  let running = await Promise.all([start(), start()]);
  for (let count = 0; count < kills && (await open()) > 0; count += 1) {
    await pause(20 + Math.floor(random() * 150));
    await Promise.all(running.map(kill));
    running = await Promise.all([start(), start()]);
  }
  while ((await open()) > 0) await pause(50);
  await Promise.all(running.map(kill));
  await events.stop();

  const log = database.connection.db!.collection('event_log');
  const keysOf = async (type: string) =>
    (await log.find({ type }).toArray()).map(({ data }) => data.complaintId ?? data.complaint.complaintId);
  const ids = (await models.complaints.find().select({ _id: 1 }).lean()).map(({ _id }) => _id).sort();
  expect(ids).toHaveLength(cases);
  expect((await keysOf('clock.breached.v1')).sort()).toEqual(ids);
  expect((await keysOf('complaint.escalated.v1')).sort()).toEqual(ids);
  expect(await models.complaints.countDocuments({ level: 'REGION', version: 2, breached: 'VERIFICATION' })).toBe(cases);
});
