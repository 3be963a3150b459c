import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { exitCodes } from '../../subgraphs/analytics/satisfaction-cli/exit-codes.js';
import { demoFiles } from './demo-survey.js';

const main = fileURLToPath(new URL('../../subgraphs/analytics/satisfaction-cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kanal-satisfaction-'));
const {
  weight_updates: _updates,
  final_weight_change: _change,
  construct_scores: _scores,
  ...reference
} = JSON.parse(readFileSync(new URL('../pls/demo-crm384.expected.json', import.meta.url), 'utf8')).seminr;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

/** Runs the command; interrupts it (SIGINT) as soon as its error stream holds `interruptAt`. */
function run(args: readonly string[], interruptAt?: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (interruptAt === undefined || !said.includes(interruptAt) || child.killed) return;
      child.kill('SIGINT');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, said }));
  });
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const json = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const model = (change: (json: Record<string, unknown>) => void) => {
  const parsed = JSON.parse(readFileSync(demoFiles.model, 'utf8'));
  change(parsed);
  return JSON.stringify(parsed);
};
const demoModel = fileURLToPath(demoFiles.model);
const demoData = fileURLToPath(demoFiles.data);

function compare(found: unknown, wanted: unknown, where: string): void {
  if (typeof wanted === 'number') {
    expect([where, Math.abs((found as number) - wanted) < 1e-8]).toEqual([where, true]);
    return;
  }
  for (const [key, value] of Object.entries(wanted as object))
    compare((found as Record<string, unknown>)[key], value, `${where}.${key}`);
}

describe('npm run satisfaction', () => {
  test('writes the reference layout in full precision, a report and a summary', async () => {
    const ended = await run([
      '--demo',
      '--resamples',
      '200',
      '--seed',
      '7',
      '--json',
      'demo.json',
      '--out',
      'demo.html',
      '--lang',
      'en',
    ]);
    expect(ended.said).not.toContain('\u001b');
    expect(ended.code).toBe(exitCodes.ok);
    expect(ended.out).toContain('TRUST × GOV → SAT');
    expect(ended.out).toContain('[Synthetic data]');
    const result = json('demo.json');
    compare(result, reference, 'demo');
    expect(Object.keys(result.bootstrap.paths)).toEqual(Object.keys(reference.paths));
    expect(result.bootstrap).toMatchObject({ resamples_requested: 200, resamples_used: 200 });
    expect(Object.keys(result.blindfolding_q2.values)).toEqual(['d7', 'd9']);
    expect(result.ipma.performance_0_100.SAT).toBeGreaterThan(0);
    expect(result.data).toMatchObject({ file: 'bpu-satisfaction.synthetic.csv', label: 'synthetic' });
    expect(String(result.paths['CRM -> SAT'])).toMatch(/^0\.\d{15,}$/);
    expect(readFileSync(join(folder, 'demo.html'), 'utf8')).toContain('Synthetic data');
  });

  test('the same seed gives the same bootstrap with any number of workers; another seed another', async () => {
    const variants = [
      ['--seed', '3', '--workers', '0', '--json', 'a.json'],
      ['--seed', '3', '--workers', '2', '--json', 'b.json'],
      ['--seed', '4', '--workers', '0', '--json', 'c.json'],
    ];
    for (const variant of variants)
      expect((await run(['--demo', '--resamples', '60', ...variant])).code).toBe(exitCodes.ok);
    const paths = ['a.json', 'b.json', 'c.json'].map((name) => json(name).bootstrap.paths);
    expect(paths[0]).toEqual(paths[1]);
    expect(paths[0]).not.toEqual(paths[2]);
  });

  test('reads the same answers from a spreadsheet export: semicolons, decimal comma, quotes, a declared missing code', async () => {
    const [header = '', ...lines] = readFileSync(demoFiles.data, 'utf8').trim().split('\n');
    const exported = (code: string) =>
      `\ufeff${header.replaceAll(',', ';')}\r\n${lines
        .map((line, row) =>
          line
            .split(',')
            .map((cell, column) => (row === 2 && column === 3 ? code : column === 4 ? `"${cell},0"` : cell))
            .join(';'),
        )
        .join('\r\n')}\r\n`;
    const withCode = file(
      'missing.model.json',
      model((parsed) => (parsed['missing_code'] = -99)),
    );
    const data = ['export-code.csv', 'export-empty.csv'].map((name, index) =>
      file(name, exported(index === 0 ? '-99' : '')),
    );
    await run(['--data', data[0]!, '--model', withCode, '--resamples', '0', '--json', 'code.json']);
    await run(['--data', data[1]!, '--model', demoModel, '--resamples', '0', '--json', 'empty.json']);
    expect(json('code.json').descriptives.CRM3.Missing).toBe(1);
    expect(json('code.json').paths).toEqual(json('empty.json').paths);
    expect(json('code.json').bootstrap).toBeUndefined();
  });

  test('--help explains and succeeds', async () => {
    const ended = await run(['--help']);
    expect(ended).toMatchObject({ code: exitCodes.ok, said: '' });
    expect(ended.out).toContain('Exit codes');
  });
});

describe('failures', () => {
  test.each([
    ['wrong use', ['--demo', '--lang', 'fr'], exitCodes.usage, /--lang is id or en/],
    [
      'a data file that is not there',
      ['--data', 'none.csv', '--model', demoModel],
      exitCodes.data,
      /cannot read none\.csv: there is no such file/,
    ],
    [
      'a model file that is not there',
      ['--data', demoData, '--model', 'none.json'],
      exitCodes.model,
      /cannot read none\.json/,
    ],
    [
      'a result that would overwrite the data',
      ['--data', 'x.csv', '--model', demoModel, '--json', 'x.csv'],
      exitCodes.usage,
      /x\.csv is read by this command/,
    ],
    ['a folder that is a file', ['--demo', '--out', join(demoData, 'report.html')], exitCodes.output, /cannot write/],
  ])('%s', async (_name, args, code, said) => {
    const ended = await run(args);
    expect(ended.said).toMatch(said);
    expect(ended.code).toBe(code);
    expect(ended.said).not.toMatch(/\n\s+at /);
  });

  test('a bad cell is named with file, line, column, value and expectation', async () => {
    const text = readFileSync(demoFiles.data, 'utf8').replace('\n3,3,3,', '\n3,3,setuju,');
    const ended = await run(['--data', file('bad.csv', text), '--model', demoModel]);
    expect(ended.said).toContain('bad.csv, line 4, column 3 (CRM2): found "setuju"; expected a number from 1 to 5');
    expect(ended.code).toBe(exitCodes.data);
  });

  test.each([
    [
      'is not JSON',
      '{"name": "x",\n  "paths": [}',
      /broken\.json, line 2, column 13: this is not JSON: expected a value/,
    ],
    ['has a wrong place', model((json) => (json['response_scale'] = [5, 1])), /broken\.json: .*\n- response_scale/],
    [
      'names a construct that is not there',
      model((json) => (json['paths'] = [{ from: 'CRM', to: 'NOPE' }])),
      /CRM -> NOPE names NOPE/,
    ],
    [
      'has a label that is no text',
      model((json) => (json['labels'] = { CRM: 3 })),
      /broken\.json: .*\n- labels\.CRM: expected a text/,
    ],
  ])('a model that %s', async (_name, text, said) => {
    const ended = await run(['--data', demoData, '--model', file('broken.json', text)]);
    expect(ended.said).toMatch(said);
    expect(ended.code).toBe(exitCodes.model);
  });

  test('an item with one answer only cannot be estimated and is named', async () => {
    const lines = readFileSync(demoFiles.data, 'utf8').trim().split('\n');
    const constant = lines.map((line, row) =>
      row === 0
        ? line
        : line
            .split(',')
            .map((cell, column) => (column === 1 ? '3' : cell))
            .join(','),
    );
    const ended = await run([
      '--data',
      file('constant.csv', constant.join('\n')),
      '--model',
      demoModel,
      '--out',
      'constant.html',
    ]);
    expect(ended.said).toContain('CRM1');
    expect(ended.code).toBe(exitCodes.estimation);
    expect(existsSync(join(folder, 'constant.html'))).toBe(false);
  });

  test('SIGINT cancels the bootstrap: exit code 130 and no file, whole or half', async () => {
    const before = readdirSync(folder).length;
    const args = ['--demo', '--resamples', '1000000', '--out', 'never.html', '--json', 'never.json', '--workers', '1'];
    const ended = await run(args, 'Bootstrap of 1000000 resamples');
    expect(ended.code).toBe(exitCodes.interrupted);
    expect(ended.said).toContain('Interrupted; nothing was written.');
    expect(readdirSync(folder)).toHaveLength(before);
  });
});
