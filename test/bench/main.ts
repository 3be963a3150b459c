// `npm run bench [-- name …]`: speed and memory, as ratios measured in turn in one run where two things are compared.
import { cpus, loadavg } from 'node:os';
import type { Benchmark } from './benchmark.js';

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  store: () => import('./store.bench.js'),
  'federated-list': () => import('./federated-list.bench.js'),
  'separate-processes': () => import('./separate-processes.bench.js'),
  'fan-out': () => import('./fan-out.bench.js'),
  webhook: () => import('./webhook.bench.js'),
  idle: () => import('./idle.bench.js'),
  sipp: () => import('./sipp.bench.js'),
  pls: () => import('./pls.bench.js'),
};

const print = (line: string) => process.stdout.write(`${line}\n`);
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in benchmarks));
if (unknown !== undefined) {
  process.stderr.write(`There is no benchmark "${unknown}"; there are ${Object.keys(benchmarks).join(', ')}.\n`);
  process.exit(2);
}
print(`Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})`);
for (const name of asked.length > 0 ? asked : Object.keys(benchmarks)) {
  const benchmark = await benchmarks[name]!();
  // What else the machine does: above its number of cores, only the ratios and the CPU a request mean anything.
  print(`\n== ${benchmark.name} (load average ${loadavg()[0]!.toFixed(1)})`);
  await benchmark.run(print);
}
process.exit(0);
