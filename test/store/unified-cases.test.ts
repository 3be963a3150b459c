import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { leftOutReason, serverFacts, type ServerFacts } from './spec-runner/requirements.js';
import { runCase } from './spec-runner/run-case.js';
import { loadSuite } from './spec-runner/suite.js';
import { openDatabase, type DatabaseUnderTest } from './support/database-under-test.js';

const suite = await loadSuite(fileURLToPath(new URL('cases', import.meta.url)));

let database: DatabaseUnderTest;
let internal: MongoClient;
let facts: ServerFacts;

beforeAll(async () => {
  database = await openDatabase();
  internal = await new MongoClient(database.uri).connect();
  facts = await serverFacts(internal);
});

afterAll(async () => {
  await internal?.close();
  await database?.close();
});

for (const [name, file] of suite) {
  describe(name, () => {
    test.each(file.tests.map((one) => [one.description, one] as const))('%s', async (_description, one) => {
      expect(leftOutReason(file, one, facts)).toBeUndefined();
      await runCase(file, one, database.uri, internal);
    });
  });
}
