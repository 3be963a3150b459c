import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findJsonFault } from './json-fault.js';

test('finds no fault in JSON, and a fault wherever JSON.parse refuses', () => {
  const damage = fc.record({
    value: fc.jsonValue(),
    at: fc.nat(),
    character: fc.constantFrom('', ',', '}', ']', '"', 'x', ':'),
  });
  fc.assert(
    fc.property(damage, ({ value, at, character }) => {
      const whole = JSON.stringify(value, null, 1);
      expect(findJsonFault(whole)).toBeNull();
      const place = at % (whole.length + 1);
      const damaged = whole.slice(0, place) + character + whole.slice(place + 1);
      let isJson = true;
      try {
        JSON.parse(damaged);
      } catch {
        isJson = false;
      }
      expect(findJsonFault(damaged) === null).toBe(isJson);
    }),
    { numRuns: 500, verbose: 1 },
  );
});

test.each([
  ['{"a": [1, }', 10, /a value/],
  ['{"a": 1,}', 8, /a key/],
  ['{"a" 1}', 5, /a colon/],
  ['[1 2]', 3, /a comma or \]/],
  ['{} x', 3, /end of the file/],
  ["{'a': 1}", 1, /a key in double quotes/],
])('%s breaks at %d', (text, position, expected) => {
  expect(findJsonFault(text)).toMatchObject({ position, expected: expect.stringMatching(expected) });
});
