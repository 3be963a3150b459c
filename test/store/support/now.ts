import { BSON, type MongoClient } from 'mongodb';

/** A moment after everything written so far: a stream from there misses nothing that is written from now on. */
export async function now(client: MongoClient): Promise<BSON.Timestamp> {
  const { operationTime } = (await client.db('admin').command({ ping: 1 })) as { operationTime: BSON.Timestamp };
  return new BSON.Timestamp({ t: operationTime.t, i: operationTime.i + 1 });
}
