import { describe, expect, test } from '@jest/globals';
import type { RunOnRequirement, SuiteFile, TestCase } from './format.js';
import { compareVersions, leftOutReason } from './requirements.js';

const facts = { version: '7.0.0', topology: 'replicaset' } as const;
const file: SuiteFile = { description: 'a file', schemaVersion: '1.0', tests: [] };
const oneCase = (requirements: RunOnRequirement[], more: Partial<TestCase> = {}): TestCase => ({
  description: 'a case',
  operations: [],
  runOnRequirements: requirements,
  ...more,
});
const reason = (...requirements: RunOnRequirement[]): string | undefined =>
  leftOutReason(file, oneCase(requirements), facts);

describe('leaving cases out', () => {
  test('versions compare part by part as numbers', () => {
    expect(compareVersions('4.0.10', '4.0.9')).toBeGreaterThan(0);
    expect(compareVersions('3.6', '4.2.0')).toBeLessThan(0);
    expect(compareVersions('4.4', '4.4.0')).toBe(0);
  });

  test('a version out of range is a reason, both ends included in the range', () => {
    expect(reason({ minServerVersion: '8.0' })).toBe('server version');
    expect(reason({ maxServerVersion: '6.0.99' })).toBe('server version');
    expect(reason({ minServerVersion: '7.0', maxServerVersion: '7.0.0' })).toBeUndefined();
  });

  test('one requirement that is met is enough', () => {
    expect(reason({ topologies: ['sharded'] })).toBe('topology or authentication');
    expect(reason({ topologies: ['sharded'] }, { topologies: ['replicaset'], serverless: 'forbid' })).toBeUndefined();
    expect(reason({ auth: true })).toBe('topology or authentication');
  });

  test('fail points are left out, those inside a transaction callback too', () => {
    const failPoint = { name: 'failPoint', object: 'testRunner' };
    const callback = { name: 'withTransaction', object: 'session0', arguments: { callback: [failPoint] } };
    expect(leftOutReason(file, oneCase([], { operations: [failPoint] }), facts)).toBe('fail point');
    expect(leftOutReason(file, oneCase([], { operations: [callback] }), facts)).toBe('fail point');
    expect(leftOutReason(file, oneCase([], { skipReason: 'flaky' }), facts)).toBe('left out by the suite');
  });
});
