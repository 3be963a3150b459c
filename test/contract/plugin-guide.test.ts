import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { conformanceRules, formatReport, runConformance } from '../../plugins/sdk/testing/index.js';
import { conformance } from './example-plugin/conformance.js';
import { manifest } from './example-plugin/manifest.js';

// Tests run from the project's root.
const guide = readFileSync('docs/plugin-guide.md', 'utf8');
const example = 'test/contract/example-plugin';
/** Code without its layout, as it reads in a folder under `plugins/`. */
const bare = (code: string) =>
  code
    .replaceAll('../../../plugins/sdk/', '../sdk/')
    .replace(/\s+/g, '')
    .replace(/,(?=[}\])])/g, '');

describe('docs/plugin-guide.md', () => {
  it('shows every file of the example plugin, word for word', () => {
    const blocks = [...guide.matchAll(/`plugins\/kabar\/([\w.]+)`\n\n```ts\n([\s\S]*?)```/g)];
    const shown = Object.fromEntries(blocks.map(([, name, code]) => [name, bare(code!)]));
    const files = readdirSync(example).map((name) => [name, bare(readFileSync(`${example}/${name}`, 'utf8'))]);
    expect(shown).toEqual(Object.fromEntries(files));
  });

  it('builds a plugin that keeps the contract', async () => {
    const report = await runConformance(conformance, { seed: Math.floor(Math.random() * 2 ** 31) });
    expect(report.passed ? '' : formatReport(report)).toBe('');
    expect(manifest.plugin).toBe(conformance.plugin);
  });

  it('lists the rules of the kit', () => {
    const rows = [...guide.split('## The rules')[1]!.matchAll(/^\| `([a-z.-]+)` *\| (.+?) *\|$/gm)].map(
      ([, id, proves]) => ({ id, proves }),
    );
    expect(rows).toEqual(conformanceRules);
  });
});
