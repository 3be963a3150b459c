import { MongoClient } from 'mongodb';
import { openDatabase, uniqueName } from '../support/database-under-test.js';
import { randomSeed } from '../support/environment.js';
import { checkAgreement, type AgreementReport } from './agreement.js';

/** Runs {@link checkAgreement} on a database of its own and prints the seed, which KANAL_SEED repeats. */
export async function agreementRun(queries: number): Promise<AgreementReport> {
  const seed = randomSeed();
  process.stdout.write(`index agreement: ${queries} queries, KANAL_SEED=${seed}\n`);
  const server = await openDatabase();
  const client = new MongoClient(server.uri);
  const database = client.db(uniqueName('agreement'));
  try {
    return await checkAgreement(database, seed, queries);
  } finally {
    await database.dropDatabase();
    await client.close();
    await server.close();
  }
}
