import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockDirectory, StoreInUseError } from './lock.js';

describe('the lock of a data folder', () => {
  let directory: string;
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'kanal-lock-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test('is refused while its holder lives, with a message that says what to do', () => {
    const unlock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(StoreInUseError);
    expect(() => lockDirectory(directory)).toThrow(/in use by process \d+: stop that process/);
    unlock();
    lockDirectory(directory)();
    expect(existsSync(join(directory, 'store.lock'))).toBe(false);
  });

  test('of a dead process is taken over', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(directory, 'store.lock'), JSON.stringify({ pid, started: '' }));
    lockDirectory(directory)();
  });

  test('of a dead process whose number another has now is taken over', () => {
    writeFileSync(join(directory, 'store.lock'), JSON.stringify({ pid: process.pid, started: 'another boot/1' }));
    const unlock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(StoreInUseError);
    unlock();
  });

  test('that is empty (its holder died while writing) is taken over', () => {
    writeFileSync(join(directory, 'store.lock'), '');
    lockDirectory(directory)();
  });
});
