import { ComplaintMapper } from '../../subgraphs/complaints/domain/complaint.mapper.js';
import { complaintModels } from '../../subgraphs/complaints/data/complaint.model.js';
import { ComplaintRepository } from '../../subgraphs/complaints/data/complaint.repository.js';
import { deadlineTimer } from '../../subgraphs/complaints/domain/deadlines.js';
import { publishedStandards } from '../../subgraphs/complaints/domain/standards.js';
import { openDatabase } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestLog, testVault } from '../kit/database.js';

// One process with the timer of complaint clocks, at an instant that the test names: URI, database, instant. It settles until it is killed.
const [uri, name, instant] = process.argv.slice(2) as [string, string, string];
const database = await openDatabase(uri, { name, log: quietLog });
const events = await startTestLog(database);
const timer = deadlineTimer({
  database,
  events,
  repository: new ComplaintRepository(complaintModels(database.connection).complaints),
  mapper: new ComplaintMapper(testVault()),
  standards: publishedStandards,
  log: quietLog,
  now: () => new Date(instant),
});
process.send?.('ready');
timer.start();
