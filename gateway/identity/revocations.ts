import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { IdentityFault } from './claims.js';

/** Token id to the second at which the token would have ended (after it the entry is of no use). */
const listShape = z.record(z.string(), z.number());
type RevokedTokens = Readonly<Record<string, number>>;

const defaultInterval = 5_000;
const lockPatience = 5_000;
const staleLock = 10_000;

/**
 * The list of tokens taken back, in a file that every process of a machine reads: looked at every 5 s, so that a
 * revocation holds within 10 s. A list that cannot be read later on leaves the last one in force.
 */
export class Revocations {
  private revoked: RevokedTokens = {};
  private version = '';
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    interval: number,
  ) {
    this.timer = setInterval(() => void this.refresh().catch(() => undefined), interval);
    this.timer.unref();
  }

  /** Reads the list; throws `IdentityFault` when it is there but unreadable. */
  static async open(path: string, interval = defaultInterval): Promise<Revocations> {
    const revocations = new Revocations(path, interval);
    await revocations.refresh();
    return revocations;
  }

  isRevoked(tokenId: string): boolean {
    return Object.hasOwn(this.revoked, tokenId);
  }

  /** Takes a token back for all processes that read the file. `expiresAt` in seconds. */
  async revoke(tokenId: string, expiresAt: number): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    await locked(`${this.path}.lock`, async () => {
      const now = Date.now() / 1_000;
      const kept = Object.entries(await readList(this.path)).filter(([, until]) => until > now);
      const part = `${this.path}.${process.pid}.part`;
      await writeFile(part, JSON.stringify({ ...Object.fromEntries(kept), [tokenId]: expiresAt }), { mode: 0o600 });
      await rename(part, this.path);
    });
    await this.refresh();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async refresh(): Promise<void> {
    const version = await versionOf(this.path);
    if (version === this.version) return;
    this.revoked = await readList(this.path);
    this.version = version;
  }
}

async function versionOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${ino}/${size}/${mtimeMs}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
    throw error;
  }
}

async function readList(path: string): Promise<RevokedTokens> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new IdentityFault(`The list of revoked tokens ${path} cannot be read: make it readable for this user.`);
  }
  try {
    return listShape.parse(JSON.parse(text));
  } catch {
    throw new IdentityFault(
      `The list of revoked tokens ${path} is broken: restore it, or delete it to revoke nothing.`,
    );
  }
}

/** Runs work while no other process does; a lock that its owner left behind is broken after 10 s. */
async function locked(path: string, work: () => Promise<void>): Promise<void> {
  const givesUp = Date.now() + lockPatience + staleLock;
  for (;;) {
    try {
      await mkdir(path);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || Date.now() > givesUp) throw error;
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > staleLock) await rm(path, { recursive: true, force: true });
      await pause(20);
    }
  }
  try {
    await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
