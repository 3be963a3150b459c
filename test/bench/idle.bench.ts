import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createHubHome } from '../kit/hub-process.js';
import { verdict, type Print } from './benchmark.js';

export const name = 'idle hub: the process that `npm start` runs, 20 s after its start';

const settling = 20_000;
const window = 10_000;
const bar = 450;

/** Resident memory of a process, in MB. */
const residentMemory = (pid: number) =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;

/** Processor time of a process since its start, in ms. */
function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Starts the hub on an empty folder and leaves it alone. */
export async function run(print: Print): Promise<void> {
  const home = await createHubHome();
  try {
    const began = performance.now();
    const { process: child } = await home.start();
    print(`ready ${((performance.now() - began) / 1000).toFixed(1)} s after its start, demo people entered`);
    await pause(settling - window);
    const before = processorTime(child.pid!);
    await pause(window);
    const memory = residentMemory(child.pid!);
    verdict(print, 'resident memory', `${memory.toFixed(0)} MB`, `< ${bar} MB`, memory < bar);
    const share = (processorTime(child.pid!) - before) / window;
    print(`processor time while idle: ${(share * 100).toFixed(1)} % of a core`);
  } finally {
    await home.close();
  }
}
