import type { Model } from 'mongoose';

/**
 * Creates the collections and indexes of a subgraph's models at its start; safe to call again and from several
 * replicas. Collections must exist before a transaction writes to them.
 */
export async function prepareModels(models: object): Promise<void> {
  for (const model of Object.values(models) as Model<unknown>[]) {
    await model.createCollection();
    await model.createIndexes();
  }
}
