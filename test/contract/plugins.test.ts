import { describe, expect, it } from '@jest/globals';
import { conformance as sample } from '../../hub/plugin-templates/channel/conformance.js';
import { conformanceRules, formatReport, runConformance } from '../../plugins/sdk/testing/index.js';
import { brokenPlugins } from './broken-plugins.js';
import { brokenServices } from './broken-services.js';
import { channelFolders } from './channel-folders.js';
import { servicesSubject } from './sound-services.js';

const broken = [...brokenPlugins, ...brokenServices];
const randomSeed = () => Math.floor(Math.random() * 2 ** 31);

describe('every channel plugin keeps the contract', () => {
  it.each(channelFolders)('%s', async (_name, load) => {
    const report = await runConformance(await load(), { seed: randomSeed() });
    expect(report.passed ? '' : formatReport(report)).toBe('');
  });
});

describe('the conformance kit', () => {
  it('gives an equal report for an equal seed', async () => {
    const [first, second] = [await runConformance(sample, { seed: 7 }), await runConformance(sample, { seed: 7 })];
    expect(first).toEqual(second);
    expect(first.passed).toBe(true);
  });

  it('finds no fault in a sound plugin that polls, answers, has routes and extends the graph', async () => {
    const report = await runConformance(servicesSubject(), { seed: randomSeed() });
    expect(report.passed ? '' : formatReport(report)).toBe('');
    const skipped = report.results.filter(
      ({ id, verdict }) => /^(poll|answer|routes|graph)/.test(id) && verdict !== 'passed',
    );
    expect(skipped).toEqual([]);
  });

  it.each(broken)('%s catches a plugin that has the habit: %s', async (rule, _habit, subject) => {
    const seed = randomSeed();
    const { results, passed } = await runConformance(subject, { only: [rule], seed });
    expect({ seed, passed, results }).toMatchObject({
      seed,
      passed: false,
      results: [{ id: rule, verdict: 'failed' }],
    });
    expect(results[0]?.detail).toMatch(/\w+ \w+/);
  });

  it('has a broken plugin for every rule', () => {
    const caught = new Set(broken.map(([rule]) => rule));
    expect(conformanceRules.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  });

  it('says what is missing when a subject cannot play the provider', async () => {
    const { provider: _provider, sign: _sign, ...poor } = sample;
    const { results } = await runConformance(poor, { only: ['verify.genuine', 'outcome.cut'] });
    expect(results.map(({ verdict }) => verdict)).toEqual(['failed', 'failed']);
    expect(results.map(({ detail }) => detail).join()).toMatch(/`sign`.*`provider`/);
  });
});
