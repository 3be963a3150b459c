import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { errorCodes, events } from '../../schema/index.js';

/** Rows of a page's table as cells; tests run from the project's root. */
function tableRows(page: string): string[][] {
  return readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('|--'))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const shapeKeys = (schema: unknown) => Object.keys((schema as { shape?: object } | undefined)?.shape ?? {}).join(', ');

describe('the documentation equals the registries', () => {
  test('docs/errors.md lists every error code with its status, meaning and action', () => {
    const registry = Object.entries(errorCodes).map(([name, { status, meaning, action }]) => [
      name,
      String(status),
      meaning,
      action,
    ]);
    expect(tableRows('docs/errors.md')).toEqual(registry);
  });

  test('docs/events.md lists every event with readers, payload and sealed part', () => {
    const catalogue = Object.values(events).map((each) => {
      const { type, readers, data, sealed, meaning } = each as {
        type: string;
        readers: string;
        data: unknown;
        sealed?: unknown;
        meaning: string;
      };
      return [type, readers, shapeKeys(data), shapeKeys(sealed), meaning];
    });
    expect(tableRows('docs/events.md')).toEqual(catalogue);
  });

  test('event types are past tense with a version and unique', () => {
    const types = Object.values(events).map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    for (const type of types) expect(type).toMatch(/^[a-z][A-Za-z]*\.[a-z-]+\.v\d+$/);
  });
});
