import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bootstrap, type BootstrapStatistic, estimate } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { help } from '../../subgraphs/analytics/satisfaction-cli/arguments.js';
import { exitCodes } from '../../subgraphs/analytics/satisfaction-cli/exit-codes.js';
import { demoAnalysis } from './demo-survey.js';

const page = readFileSync('docs/satisfaction-model.md', 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(2, -2).split(' | '));
const { data, model, json } = demoAnalysis();
const point = estimate(data, model);
const three = (value: number) => value.toFixed(3);

describe('docs/satisfaction-model.md', () => {
  test('prints the loadings of the demo survey beside the published ones', () => {
    for (const { item, loading } of point.items.filter(({ construct }) => !construct.includes('*'))) {
      const row = rows.find(([name]) => name?.startsWith(`${item} (`));
      expect(row?.slice(1)).toEqual([three(loading), three(loading)]);
    }
  });

  test('prints AVE and reliability of the demo survey', () => {
    for (const { construct, kind, ave, alpha, rhoA, rhoC } of point.quality) {
      if (kind === 'interaction') continue;
      const [aveRow, reliabilityRow] = rows.filter(([name]) => name === construct);
      expect(aveRow?.slice(2)).toEqual([three(ave), three(ave)]);
      expect(reliabilityRow?.slice(1)).toEqual([alpha, rhoA, rhoC].map(three));
    }
  });

  test('prints paths and indirect effects with t, p and interval of 5,000 resamples with seed 1', async () => {
    const { groups } = await bootstrap(data, model, { resamples: 5000, seed: 1 });
    for (const statistic of [...groups.paths, ...groups.specific_indirect]) {
      const row = rows.find(([name]) => name === statistic.key) ?? [];
      expect([statistic.key, row[2], row[4], row[6], row[7]]).toEqual([statistic.key, ...printed(statistic)]);
    }
  });

  test('prints R² and every exit code', () => {
    for (const { structure } of point.quality) if (structure) expect(page).toContain(`sample ${three(structure.r2)}`);
    const codes = page.slice(page.indexOf('**Exit codes.**'), page.indexOf('## How to read'));
    for (const code of Object.values(exitCodes)) expect(codes).toMatch(new RegExp(`\\b${code} `));
  });

  test('names every option of the command it uses, and every key of the demo model', () => {
    for (const [option] of page.matchAll(/--[a-z]+/g)) expect(help).toContain(option);
    for (const key of Object.keys(json as object)) {
      if (!['data', 'data_note'].includes(key)) expect(page).toContain(`\`${key}\``);
    }
  });
});

function printed({ original, t, pCases, percentile }: BootstrapStatistic): string[] {
  const p = pCases < 0.0005 ? '< 0.001' : three(pCases);
  return [three(original), t.toFixed(2), p, `${three(percentile[0])} to ${three(percentile[1])}`];
}
