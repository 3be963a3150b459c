import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
];
const lock = join(tmpdir(), 'kanal-chromium-install');
const staleAfter = 10 * 60_000;

/** Switches that keep a headless browser from using a sandbox, a graphics card, or the network on its own account. */
export const chromiumSwitches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/**
 * Path of a Chromium on this machine; installs Debian's package when there is none. Several processes may call it at
 * once: one installs, the others wait. Throws an Error that says what to install by hand where it cannot.
 */
export async function ensureChromium(): Promise<string> {
  const deadline = Date.now() + staleAfter;
  for (;;) {
    const found = places.find((path) => existsSync(path));
    if (found !== undefined && !existsSync(lock)) return found;
    if (await takeLock()) break;
    if (Date.now() > deadline) throw new Error(`waited too long for the installation of chromium (${lock})`);
    await pause(500);
  }
  try {
    const found = places.find((path) => existsSync(path));
    return found ?? (await install());
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** Starts a headless Chromium; the caller closes it. Options go to playwright's launch. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = await ensureChromium();
  return chromium.launch({ ...options, executablePath, args: [...chromiumSwitches, ...(options.args ?? [])] });
}

async function takeLock(): Promise<boolean> {
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > staleAfter) await rm(lock, { recursive: true, force: true });
  return mkdir(lock).then(
    () => true,
    () => false,
  );
}

async function install(): Promise<string> {
  const failed = (await run('apt-get', ['install', '-y', 'chromium'])) && (await run('apt-get', ['update']));
  if (failed === '') await run('apt-get', ['install', '-y', 'chromium']);
  const found = places.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      `No Chromium found and none could be installed (needs Debian and root): install the package "chromium". ${failed}`,
    );
  }
  return found;
}

/** Runs a program to its end; answers an empty text when it succeeded, else the end of what it said. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-500)));
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? '' : said || `${program} ended with ${code}`));
  });
}
