import { expect, it } from '@jest/globals';
import { formatReport, runConformance } from '../../plugins/sdk/testing/index.js';
import { seededRandom } from '../kit/random.js';
import { channelFolders } from './channel-folders.js';
import { servicesSubject } from './sound-services.js';

/** As many as `npm run plugin:check` takes. */
const fuzz = 10_000;
const random = seededRandom('fuzzed plugins');
const seed = Math.floor(random() * 2 ** 31);

it.each(channelFolders)('%s keeps the contract under 10,000 fuzzed payloads', async (_name, load) => {
  const report = await runConformance(await load(), { seed, fuzz });
  expect(report.passed ? '' : formatReport(report)).toBe('');
});

it('and so does a plugin that polls, answers, has routes and extends the graph', async () => {
  const report = await runConformance(servicesSubject(), { seed, fuzz });
  expect(report.passed ? '' : formatReport(report)).toBe('');
});
