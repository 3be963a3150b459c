import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { ChannelsWorld } from '../../subgraphs/channels/testing/channels-world.js';
import { startTestLog, startTestServer, testVault, type TestServer } from './database.js';

/** Registers hooks of the test file that calls it: each test gets a channels domain on a database of its own. */
export function eachChannelsWorld(use: (world: ChannelsWorld) => void): void {
  let server: TestServer;
  let world: ChannelsWorld;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    const database = await server.open();
    world = await ChannelsWorld.start(database, await startTestLog(database), testVault());
    use(world);
  });
  afterEach(() => world.stop());
}
