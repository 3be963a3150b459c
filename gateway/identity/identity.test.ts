import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { createJwksIdentity, createLocalIdentity } from '../index.js';
import { principalOf } from './claims.js';
import { Revocations } from './revocations.js';

let folder: string;
const closing: { close(): unknown }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kanal-identity-'));
});
afterEach(async () => {
  for (const each of closing.splice(0)) each.close();
  await rm(folder, { recursive: true, force: true });
});

const local = async (options?: { production: boolean }) => {
  const identity = await createLocalIdentity(folder, options);
  closing.push(identity);
  return identity;
};

describe('claims', () => {
  const claims = { sub: 's', exp: 2_000_000_000, jti: 'j', role: 'partner' };

  it('narrow the rights of a role and never widen them', () => {
    expect(principalOf({ ...claims, scope: 'complaints:read admin participants:read:full' }, 't').scopes).toEqual([
      'complaints:read',
    ]);
    expect(principalOf(claims, 't').scopes).toEqual(['channels:read', 'complaints:read']);
    expect(principalOf({ ...claims, scope: '' }, 't').scopes).toEqual([]);
  });

  it('are refused with an unknown role or a wrong form', () => {
    for (const wrong of [{ role: 'king' }, { role: 'constructor' }, { sub: '' }, { regions: [1] }, { exp: 'soon' }]) {
      expect(() => principalOf({ ...claims, ...wrong }, 't')).toThrow('claims cannot be used');
    }
  });

  it('give a token without an id one that depends on the token', () => {
    const { jti: _, ...without } = claims;
    expect(principalOf(without, 'a').tokenId).not.toBe(principalOf(without, 'b').tokenId);
  });
});

describe('a local identity', () => {
  it('verifies what it issued, also after a restart', async () => {
    const token = await (
      await local()
    ).issue({ role: 'partner', regions: ['61.71', '32'], subject: 'Ombudsman Fiktif' });
    const principal = await (await local()).verify(token);
    expect(principal).toMatchObject({ role: 'partner', subject: 'Ombudsman Fiktif', regions: ['61.71', '32'] });
  });

  it('keeps its key from other users', async () => {
    await local();
    expect((await stat(join(folder, 'keys', 'identity.json'))).mode & 0o777).toBe(0o600);
  });

  it('agrees on one key when two processes make it at once', async () => {
    const [one, two] = await Promise.all([local(), local()]);
    await expect(two.verify(await one.issue({ role: 'admin' }))).resolves.toMatchObject({ role: 'admin' });
  });

  it('refuses other keys, no signature, ended tokens and other audiences', async () => {
    const identity = await local();
    const key = JSON.parse(await readFile(join(folder, 'keys', 'identity.json'), 'utf8'));
    const other = await generateKeyPair('ES256');
    const now = Math.floor(Date.now() / 1_000);
    const claims = { sub: 's', role: 'admin', jti: 'j', iss: 'kanal-local', aud: 'kanal', exp: now + 60 };
    const signed = (key: CryptoKey | object, changes = {}) =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg: 'ES256' }).sign(key as CryptoKey);
    await expect(identity.verify(await signed(key))).resolves.toBeDefined();
    const bad = [
      await signed(other.privateKey),
      await signed(key, { exp: now - 60 }),
      await signed(key, { aud: 'other' }),
      await signed(key, { iss: 'other' }),
      new UnsecuredJWT(claims).encode(),
      'a.b.c',
      '',
    ];
    for (const token of bad) await expect(identity.verify(token)).rejects.toThrow();
  });

  it('refuses production, a scope that the role does not hold, and endless tokens', async () => {
    await expect(local({ production: true })).rejects.toThrow('KANAL_JWKS_URL');
    const identity = await local();
    await expect(identity.issue({ role: 'partner', scopes: ['admin'] })).rejects.toThrow('does not hold');
    await expect(identity.issue({ role: 'partner', lifetime: 1e9 })).rejects.toThrow('30 days');
  });

  it('says what to do with a broken key file', async () => {
    await local();
    await writeFile(join(folder, 'keys', 'identity.json'), '{');
    await expect(local()).rejects.toThrow('delete it to make a new one');
  });
});

describe('revocation', () => {
  it('reaches other processes through the file', async () => {
    const path = join(folder, 'revoked.json');
    const reader = await Revocations.open(path, 20);
    const writer = await Revocations.open(path, 60_000);
    closing.push(reader, writer);
    await writer.revoke('one', Date.now() / 1_000 + 60);
    expect(writer.isRevoked('one')).toBe(true);
    await pause(200);
    expect([reader.isRevoked('one'), reader.isRevoked('two'), reader.isRevoked('constructor')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('loses none of many at once, and forgets those that have ended', async () => {
    const path = join(folder, 'revoked.json');
    const writers = await Promise.all(Array.from({ length: 5 }, () => Revocations.open(path, 60_000)));
    closing.push(...writers);
    await writers[0]!.revoke('ended', Date.now() / 1_000 - 60);
    await Promise.all(writers.map((writer, index) => writer.revoke(`token-${index}`, Date.now() / 1_000 + 60)));
    const kept = Object.keys(JSON.parse(await readFile(path, 'utf8')));
    expect(kept.sort()).toEqual(['token-0', 'token-1', 'token-2', 'token-3', 'token-4']);
  });

  it('takes back a token by itself or by its id', async () => {
    const identity = await local();
    const [one, two] = [await identity.issue({ role: 'officer' }), await identity.issue({ role: 'officer' })];
    const ids = [(await identity.verify(one)).tokenId, (await identity.verify(two)).tokenId];
    await identity.revoke(one);
    await identity.revoke(ids[1]!);
    expect(ids.map((id) => identity.isRevoked(id))).toEqual([true, true]);
  });
});

describe('an identity provider', () => {
  let server: Server;
  afterEach(() => void server.close());

  it('is asked for its keys; issuer, audience and algorithm are checked', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }] };
    server = createServer((_, response) => response.end(JSON.stringify(keys))).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const revokedPath = join(folder, 'revoked.json');
    const identity = await createJwksIdentity({
      url,
      issuer: 'https://issuer.example',
      audience: 'kanal',
      revokedPath,
    });
    closing.push(identity);
    const token = (changes = {}) =>
      new SignJWT({ sub: 'u', role: 'officer', iss: 'https://issuer.example', aud: 'kanal', ...changes })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .setExpirationTime('1h')
        .sign(privateKey);
    await expect(identity.verify(await token())).resolves.toMatchObject({ role: 'officer', subject: 'u' });
    await expect(identity.verify(await token({ iss: 'https://evil.example' }))).rejects.toThrow('iss');
    await expect(identity.verify(await token({ aud: 'other' }))).rejects.toThrow('aud');
    const secret = new TextEncoder().encode(JSON.stringify(keys.keys[0]));
    const confused = await new SignJWT({ sub: 'u', role: 'admin', iss: 'https://issuer.example', aud: 'kanal' })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .setExpirationTime('1h')
      .sign(secret);
    await expect(identity.verify(confused)).rejects.toThrow();
  });
});
