// Set-up of a checkout, without dependencies: checks Node, installs packages when they are missing or
// older than the lock file, then builds. `npm start` and `npm test` call it; calling it again costs a second.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.kanal-lock`;

function fail(message) {
  process.stderr.write(`kanal set-up: ${message}\n`);
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  fail(`Node ${process.versions.node} is too old; install Node 20.20 or newer and run the command again`);
}

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
if (!installed) {
  process.stderr.write('kanal set-up: installing packages (about a minute, once) …\n');
  // Not `npm ci`: it refuses lock files where a registry lacks other platforms' optional packages.
  const npm = spawnSync('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) fail('npm install failed (see above); check the network to the npm registry and run it again');
  // npm may rewrite the lock file: what counts is what it says now.
  writeFileSync(stamp, lockHash());
}

const { build } = await import('./build.mjs');
const faults = await build();
if (faults.length > 0) fail(`the build failed:\n${faults.join('\n')}`);
