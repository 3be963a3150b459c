import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ask, data } from '../kit/graphql-client.js';
import { createHubHome } from '../kit/hub-process.js';

test('with a manifest of operations alone, nothing else is executed', async () => {
  const other = await createHubHome();
  const manifest = join(other.folder, 'operations.json');
  const known = '{ viewer { role } }';
  await writeFile(manifest, JSON.stringify({ [createHash('sha256').update(known).digest('hex')]: known }));
  const strict = await other.start({ KANAL_OPERATIONS: manifest, KANAL_OPERATIONS_ONLY: 'true' });
  const token = await other.token({ role: 'officer' });
  expect(await data(strict.url, token, known)).toEqual({ viewer: { role: 'officer' } });
  const refused = await ask(strict.url, token, '{ viewer { id } }');
  expect(refused.errors?.[0]?.extensions.code).toBe('PERSISTED_OPERATION_UNKNOWN');
  await strict.stop();
  await other.close();
});
