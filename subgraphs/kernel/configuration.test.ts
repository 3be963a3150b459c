import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { ConfigurationFault, parseConfiguration } from './configuration.js';

const schema = z.object({ PORT: z.coerce.number(), SECRET: z.string().min(8, 'expected at least 8 characters') });

test('all faults are reported together, by name, without any value', () => {
  let fault: unknown;
  try {
    parseConfiguration(schema, { PORT: 'many', SECRET: 'hunter2' });
  } catch (error) {
    fault = error;
  }
  expect(fault).toBeInstanceOf(ConfigurationFault);
  const { faults, message } = fault as ConfigurationFault;
  expect(faults).toHaveLength(2);
  expect(message).toContain('SECRET: expected at least 8 characters');
  expect(message).not.toContain('hunter2');
});

test('an empty text counts as not set', () => {
  expect(() => parseConfiguration(schema, { PORT: '1', SECRET: '' })).toThrow(/SECRET/);
});
