import { describe, expect, test } from '@jest/globals';
import { Progress } from './progress.js';

function recorded(isTerminal: boolean) {
  const written: string[] = [];
  const clock = { now: 0 };
  const progress = new Progress('Bootstrap', { write: (text) => written.push(text), isTerminal }, () => clock.now);
  return { written, clock, progress };
}

describe('progress', () => {
  test('is a plain line every fifth of the way where there is no terminal', () => {
    const { written, progress } = recorded(false);
    for (let done = 1; done <= 1000; done++) progress.report({ done, total: 1000 });
    progress.finish();
    expect(written).toHaveLength(5);
    expect(written[0]).toBe('Bootstrap: 200 of 1000 (20 %)\n');
    expect(written.join('')).not.toContain('\u001b');
  });

  test('redraws one line on a terminal, at most ten times a second, and always the end', () => {
    const { written, clock, progress } = recorded(true);
    for (let done = 1; done <= 1000; done++) {
      clock.now = done;
      progress.report({ done, total: 1000 });
    }
    progress.finish();
    expect(written.length).toBeLessThanOrEqual(13);
    expect(written.at(-2)).toContain('100 % (1000/1000)');
    expect(written.at(-1)).toBe('\n');
    expect(written.slice(0, -1).every((text) => text.startsWith('\r\u001b[K'))).toBe(true);
  });
});
