import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ESLint } from 'eslint';
import { check } from 'prettier';
import { idFault, scaffold } from '../../hub/plugin-new/scaffold.js';
import { compiled, openWorkshop, runCommand, type PluginWorkshop } from './plugin-commands.js';

jest.setTimeout(180_000);

const id = 'klinik-keliling';
const root = join(compiled, '..');
let files: Map<string, string>;
let workshop: PluginWorkshop;

beforeAll(async () => {
  files = await scaffold(id);
  workshop = await openWorkshop();
});
afterAll(() => workshop.close());

const sources = () => [...files].filter(([name]) => name.endsWith('.ts'));

describe('npm run plugin:new', () => {
  it('writes a plugin that passes the kit at once', async () => {
    const folder = await workshop.build(id, files);
    const { code, output } = await runCommand('plugin-check', [folder, '--quick', '--fuzz', '1000']);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/Conformance of klinik-keliling/),
    });
  });

  it('leaves nothing of the template but its words', () => {
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['README.md', 'conformance.ts', 'plugin.test.ts', 'manifest.ts']),
    );
    for (const [name, text] of files)
      expect(`${name}: ${/sample.?channel/i.exec(text)?.[0]}`).toBe(`${name}: undefined`);
    expect(files.get('README.md')).toMatch(/^# Klinik Keliling\n/);
    expect(files.get('config.ts')).toMatch(/KLINIK_KELILING_ACCESS_TOKEN/);
  });

  it('imports the SDK, its own folder and packages only', () => {
    for (const [name, text] of sources()) {
      const imports = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1]!);
      const strange = imports.filter(
        (path) => !/^(\.\/[a-z.-]+\.js|\.\.\/sdk\/(testing\/)?index\.js|node:\w+|zod|@jest\/globals)$/.test(path),
      );
      expect({ name, strange }).toEqual({ name, strange: [] });
    }
  });

  it('is formatted and keeps the rules of lint that need no types', async () => {
    const eslint = new ESLint({
      cwd: root,
      overrideConfig: [
        {
          languageOptions: { parserOptions: { projectService: false } },
          rules: Object.fromEntries(
            ['no-floating-promises', 'no-misused-promises', 'await-thenable'].map((rule) => [
              `@typescript-eslint/${rule}`,
              'off',
            ]),
          ),
        },
      ],
    });
    for (const [name, text] of sources()) {
      const [result] = await eslint.lintText(text, { filePath: join(root, 'plugins', id, name) });
      expect({ name, messages: result?.messages }).toEqual({ name, messages: [] });
      expect(
        await check(text, { parser: 'typescript', singleQuote: true, printWidth: 120, trailingComma: 'all' }),
      ).toBe(true);
    }
  });

  it.each<[string, string, RegExp]>([
    ['one with capitals', 'WhatsApp', /is no id/],
    ['one with an underscore', 'klinik_keliling', /is no id/],
    ['a path', '../klinik', /is no id/],
    ['one that ends with a hyphen', 'klinik-', /is no id/],
    ['one of 41 characters', 'k'.repeat(41), /is no id/],
    ['a folder of the hub', 'sdk', /kept for the hub/],
    ['a taken one', 'whatsapp', /exists already/],
  ])('refuses %s', (_case, given, message) => {
    expect(idFault(given, ['whatsapp', 'host', 'sdk'])).toMatch(message);
  });

  it('takes ids that are words of the language', async () => {
    expect(idFault('class', [])).toBeNull();
    const folder = await workshop.build('class', await scaffold('class'));
    expect((await runCommand('plugin-check', [folder, '--quick', '--fuzz', '50'])).code).toBe(0);
  });

  it('writes nothing over a plugin that is there', async () => {
    const { code, output } = await runCommand('plugin-new', ['whatsapp']);
    expect({ code, output }).toMatchObject({ code: 2, output: expect.stringMatching(/exists already/) });
    expect(existsSync(join(root, 'plugins', 'whatsapp', 'simulator.ts'))).toBe(false);
    expect((await runCommand('plugin-new', [])).code).toBe(2);
  });
});
