import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createLogger } from './logging.js';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  write(createLogger({ name: 'test', destination }));
  return text;
}

test('secrets and personal data do not reach the log, at the top, one level down, or in an error', () => {
  const text = logged((log) => {
    log.info(
      { phone: '+6289900000001', participant: { name: 'Melati Contoh', nationalId: '6171014501909001' } },
      'one',
    );
    log.info({ authorization: 'Bearer secret-token', input: { description: 'rahasia' } }, 'two');
    const duplicate = Object.assign(new Error('E11000 dup key: { phone: "+6289900000001" }'), {
      code: 11000,
      keyValue: { nationalId: '6171014501909001' },
    });
    log.error({ err: duplicate }, 'three');
  });
  for (const secret of ['899000', 'Melati', '61710145', 'secret-token', 'rahasia']) expect(text).not.toContain(secret);
  expect(text).toContain('"service":"test"');
  expect(text).toContain('11000');
});
