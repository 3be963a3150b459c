import { describe, expect, test } from '@jest/globals';
import { help, readArguments } from './arguments.js';
import type { CommandError } from './exit-codes.js';
import { exitCodes } from './exit-codes.js';

const files = ['--data', 'a.csv', '--model', 'm.json'];

function refusal(args: readonly string[]): string {
  try {
    readArguments(args);
  } catch (error) {
    expect((error as CommandError).exitCode).toBe(exitCodes.usage);
    return (error as CommandError).message;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

describe('command line', () => {
  test('has defaults for all but the files', () => {
    expect(readArguments(files)).toMatchObject({
      resamples: 5000,
      seed: 1,
      language: 'id',
      demo: false,
      workers: undefined,
    });
  });

  test('reads every option', () => {
    const args = [
      ...files,
      '--resamples',
      '0',
      '--seed',
      '9',
      '--lang',
      'en',
      '--missing=-99,x',
      '--missing',
      '0',
      '--delimiter',
      'tab',
    ];
    expect(readArguments(args)).toMatchObject({
      resamples: 0,
      seed: 9,
      language: 'en',
      missing: { texts: ['-99', 'x', '0'], numbers: [-99, 0] },
      delimiter: '\t',
    });
  });

  test.each([
    [[], /--data FILE.csv and --model MODEL.json are needed/],
    [['--data', 'a.csv'], /--model MODEL.json is needed/],
    [['--demo', ...files], /--demo brings its own/],
    [[...files, '--resamples', '1'], /no standard deviation/],
    [[...files, '--resamples', '5e3'], /whole number from 0 to 1000000; found "5e3"/],
    [[...files, '--seed', '-1'], /--seed/],
    [[...files, '--lang', 'fr'], /--lang is id or en; found "fr"/],
    [[...files, '--delimiter', '.'], /--delimiter/],
    [[...files, '--colour'], /--colour/],
    [[...files, 'stray'], /stray/],
  ])('refuses %j', (args, expected) => {
    expect(refusal(args)).toMatch(expected);
  });

  test('the help names every exit code', () => {
    for (const code of Object.values(exitCodes)) expect(help).toMatch(new RegExp(`\\b${code} `));
  });
});
