import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts personal data at rest and finds it by keyed hash. One master key, one derived key per purpose. */
export interface Vault {
  /** Keyed hash of a normalised value, for equality look-ups; `kind` keeps equal texts of different fields apart. */
  lookupHash(kind: string, value: string): string;
  /** AES-256-GCM over the JSON of a value; `context` (such as `participant.phone:<id>`) is bound to it and must be given again. */
  seal(value: unknown, context: string): string;
  /** Opens what `seal` made. Throws when the text, the key or the context is another. */
  open<T>(sealed: string, context: string): T;
  /** A numeric secret that follows from a text (the pin of a ticket); `digits` at most 12. */
  code(kind: string, value: string, digits: number): string;
  /** A derived secret for another purpose, such as signing cursors. */
  derive(purpose: string): string;
}

const ivLength = 12;
const tagLength = 16;

/** A vault over a master key of at least 32 characters (base64 or any text). */
export function createVault(masterKey: string): Vault {
  if (masterKey.length < 32)
    throw new Error('The data key is too short: it needs at least 32 characters of randomness.');
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', masterKey, 'kanal', purpose, 32));
  const sealing = key('seal');
  const lookup = key('lookup');
  const codes = key('code');
  const hash = (secret: Buffer, kind: string, value: string) =>
    createHmac('sha256', secret).update(`${kind}\u0000${value}`).digest();
  return {
    lookupHash: (kind, value) => hash(lookup, kind, value).toString('base64url'),
    seal(value, context) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(JSON.stringify(value ?? null), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    open<T>(sealed: string, context: string): T {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, ivLength))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
      const text = Buffer.concat([decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()]).toString(
        'utf8',
      );
      return JSON.parse(text) as T;
    },
    code: (kind, value, digits) =>
      (hash(codes, kind, value).readBigUInt64BE() % 10n ** BigInt(digits)).toString().padStart(digits, '0'),
    derive: (purpose) => key(`derived:${purpose}`).toString('base64url'),
  };
}
