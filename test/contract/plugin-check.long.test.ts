import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildBroken, openWorkshop, runCommand, verdictOf, type PluginWorkshop } from './plugin-commands.js';

let workshop: PluginWorkshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop.close());

describe('npm run plugin:check with its host', () => {
  it('passes a sound folder of this repository, host included, with exit code 0', async () => {
    const { code, output } = await runCommand('plugin-check', ['hub/plugin-templates/channel', '--fuzz', '500']);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/ 0 failed/) });
    for (const rule of [
      'folder.loads',
      'parse.fuzz',
      'host.crash',
      'host.redelivery',
      'host.interrupted-send',
      'host.log',
    ])
      expect(`${rule} ${verdictOf(output, rule)}`).toBe(`${rule} ok`);
  });

  it('fails a plugin whose keys change, in kit and host, with exit code 1', async () => {
    const code = `let count = 0;
      const parse = (request) => operational.parse(request).map((item) => ({ ...item, externalId: String(count += 1) }));
      return { plugin: { operational: { parse } } };`;
    const ended = await runCommand('plugin-check', [
      await buildBroken(workshop, 'changing', code),
      '--seed',
      '5',
      '--fuzz',
      '100',
    ]);
    expect(ended.code).toBe(1);
    expect(verdictOf(ended.output, 'parse.stable-keys')).toBe('FAIL');
    expect(verdictOf(ended.output, 'host.redelivery')).toBe('FAIL');
    expect(ended.output).toMatch(/seed 5/);
  });
});
