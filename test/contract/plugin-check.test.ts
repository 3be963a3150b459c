import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { buildBroken, openWorkshop, runCommand, verdictOf, type PluginWorkshop } from './plugin-commands.js';

jest.setTimeout(120_000);

let workshop: PluginWorkshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop.close());

describe('npm run plugin:check', () => {
  it('passes a sound folder of this repository with exit code 0', async () => {
    const given = ['hub/plugin-templates/channel', '--quick', '--fuzz', '500', '--json'];
    const { code, output } = await runCommand('plugin-check', given);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(JSON.parse(output)).toMatchObject({ plugin: 'sample-channel 1.0.0', passed: true });
  });

  it('finds secrets on the console and work at import, with exit code 1', async () => {
    const code = `globalThis.leftOver = setInterval(() => undefined, 100_000);
      const send = (command, { config }) => {
        process.stderr.write(config.accessToken);
        return Promise.resolve({ status: 'accepted', externalId: command.messageId });
      };
      return { plugin: { operational: { send } } };`;
    const ended = await runCommand('plugin-check', [
      await buildBroken(workshop, 'talking', code),
      '--quick',
      '--fuzz',
      '100',
    ]);
    expect(ended.code).toBe(1);
    expect(verdictOf(ended.output, 'folder.inert')).toBe('FAIL');
    expect(verdictOf(ended.output, 'redaction.secrets')).toBe('FAIL');
  });

  it('finds a graph that does not fit into the hub', async () => {
    const code = `const sdl = '"Of its own." type ComplaintFiled { "A." state: Int }';
      return { plugin: { id: 'complaint', graph: { sdl, resolvers: {} } } };`;
    const ended = await runCommand('plugin-check', [
      await buildBroken(workshop, 'complaint', code),
      '--quick',
      '--fuzz',
      '50',
    ]);
    expect(ended.code).toBe(1);
    expect(verdictOf(ended.output, 'folder.composes')).toBe('FAIL');
    expect(verdictOf(ended.output, 'graph.form')).toBe('ok');
  });

  it.each<[string, string[], RegExp]>([
    ['there is no plugin', ['no-such-plugin'], /no plugin folder and no installed package/],
    ['a folder has no subject', ['plugins/host'], /has no conformance\.js/],
    ['nothing is named', [], /Name one plugin/],
    ['an option is unknown', ['--nonsense', 'whatsapp'], /nonsense/],
    ['a seed is no number', ['whatsapp', '--seed', 'x'], /--seed: expected a whole number/],
  ])('says what to do when %s, with exit code 2', async (_case, given, message) => {
    const { code, output } = await runCommand('plugin-check', given);
    expect(code).toBe(2);
    expect(output).toMatch(message);
  });
});
