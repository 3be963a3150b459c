import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStore } from '../../../store/index.js';
import { externalUri } from './environment.js';

/** The server the tests talk to. */
export interface DatabaseUnderTest {
  uri: string;
  close(): Promise<void>;
}

/** A new folder for the data of one test run; the caller removes it. */
export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'kanal-store-'));

/** The MongoDB of MONGODB_URI, or else an embedded store on a temporary folder that goes away with `close`. */
export async function openDatabase(): Promise<DatabaseUnderTest> {
  if (externalUri !== undefined) return { uri: externalUri, close: async () => undefined };
  const directory = await temporaryFolder();
  const store = await startStore({ directory });
  return {
    uri: store.uri,
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A database name no other test uses, so that tests can share a server. */
export const uniqueName = (purpose: string): string => `${purpose}_${process.pid}_${Date.now().toString(36)}`;
