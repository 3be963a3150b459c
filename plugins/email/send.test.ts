import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { degrade, type MessageContent, type SendCommand, type SendOutcome } from '../sdk/index.js';
import { automaticReason } from './automatic.js';
import { capabilities } from './capabilities.js';
import { probe } from './probe.js';
import { parseMail } from './mail.js';
import { send } from './send.js';
import { ImapSimulator } from './simulator/imap-server.js';
import { configWith, contextOf, settings } from './testing/world.js';
import { answeredMessage, messageIdHeader } from './thread-token.js';

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: Buffer;
}

let server: SMTPServer | undefined;
let taken: Taken[];
beforeEach(() => {
  taken = [];
});
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

/** A real SMTP server; `changes` replace its rules. @returns a configuration for it */
async function start(changes: SMTPServerOptions = {}) {
  const running = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === settings.address && password === settings.password
        ? done(null, { user: username })
        : done(refusal(535, `5.7.8 wrong password ${String(password)}`)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        taken.push({ from, to: rcptTo.map(({ address }) => address), source: Buffer.concat(chunks) });
        done();
      });
    },
    ...changes,
  });
  server = running;
  running.on('error', () => undefined);
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', () => resolve()));
  return configWith({ smtpPort: String((running.server.address() as AddressInfo).port) });
}

const recipient = { key: 'sari@warga.example' };
const commandOf = (changes: Partial<SendCommand> = {}): SendCommand => ({
  messageId: randomUUID(),
  recipient,
  content: { kind: 'text', text: 'Kartu Anda aktif kembali.\n.\nSalam – é' },
  attempt: 1,
  ...changes,
});

const sentBy = async (changes: Partial<SendCommand> = {}, settingsChanged = {}) => {
  const config = { ...(await start()), ...settingsChanged };
  const command = commandOf(changes);
  const outcome = await send(command, contextOf(config));
  return { outcome, command, config, mail: taken[0] as Taken };
};

describe('a mail that is sent', () => {
  it('arrives whole, under an id of ours that is the same for every try', async () => {
    const { outcome, command, config, mail } = await sentBy();
    const externalId = messageIdHeader(command.messageId, config);
    expect(outcome).toEqual({ status: 'accepted', externalId });
    const parsed = await simpleParser(mail.source);
    expect(parsed.messageId).toBe(externalId);
    expect(parsed.text?.trimEnd()).toBe('Kartu Anda aktif kembali.\n.\nSalam – é');
    expect(parsed.from?.value).toEqual([{ address: settings.address, name: 'Layanan JKN' }]);
    expect([mail.from, mail.to]).toEqual([settings.address, [recipient.key]]);
    expect(await send({ ...command, attempt: 2 }, contextOf(config))).toEqual(outcome);
  });

  it('stands in the thread of what it answers', async () => {
    const { mail } = await sentBy({ replyTo: '<letter-1@warga.example>' });
    const { inReplyTo, references, subject } = await simpleParser(mail.source);
    expect([inReplyTo, references]).toEqual(['<letter-1@warga.example>', '<letter-1@warga.example>']);
    expect(subject).toMatch(/^Re: Layanan JKN \/ JKN service \[#/);
  });

  it('brings its answer back by each of its signs alone', async () => {
    const { mail, config, command } = await sentBy();
    const { replyTo, subject = '' } = await simpleParser(mail.source);
    const own = messageIdHeader(command.messageId, config);
    const nothing = { inReplyTo: [], references: [], recipients: [], subject: '' };
    expect(answeredMessage({ ...nothing, recipients: [replyTo?.value[0]?.address ?? ''] }, config)).toBe(own);
    expect(answeredMessage({ ...nothing, subject }, config)).toBe(own);
  });

  it('says that a program sent it, so that our own guard would stop it', async () => {
    const { mail } = await sentBy({ replyTo: '<letter-1@warga.example>' });
    const parsed = await parseMail(mail.source);
    expect(parsed.header('auto-submitted')).toEqual(['auto-replied']);
    expect(automaticReason(parsed, [])).toBe('auto-submitted');
  });

  it('does not say so of the word of an officer', async () => {
    const { mail } = await sentBy({ replyTo: '<letter-1@warga.example>', author: 'OFFICER' });
    const parsed = await parseMail(mail.source);
    expect(parsed.header('auto-submitted')).toEqual([]);
    expect(automaticReason(parsed, [])).toBeNull();
  });

  it('does not say so when the account is set not to', async () => {
    const { mail } = await sentBy({}, { markAutomatic: 'none' });
    expect((await parseMail(mail.source)).header('auto-submitted')).toEqual([]);
  });

  it('goes out under the bounce address', async () => {
    expect((await sentBy({}, { bounceAddress: 'kembali@jkn.example' })).mail.from).toBe('kembali@jkn.example');
  });

  it('carries choices as a numbered text', async () => {
    const choices = ['Informasi', 'Pengaduan'].map((title, i) => ({ id: `c${i}`, title, keypad: `${i + 1}` }));
    const content: MessageContent = { kind: 'choices', text: 'Pilih layanan:', choices };
    const fitted = degrade(content, capabilities);
    expect(fitted.losses).toMatchObject([{ what: 'layout' }]);
    const { mail } = await sentBy({ content: fitted.content });
    expect((await simpleParser(mail.source)).text).toContain('Pilih layanan:\n\n1. Informasi\n2. Pengaduan');
  });

  it('lets no one write headers', async () => {
    const { mail } = await sentBy({ replyTo: '<a@b.example>\r\nBcc: x@y.example', messageId: 'm\r\nBcc: x@y.example' });
    expect(mail.source.toString()).not.toMatch(/^bcc:/im);
    expect(mail.to).toEqual([recipient.key]);
  });
});

describe('a refusal', () => {
  const outcomeWith = async (changes: SMTPServerOptions, given: Partial<SendCommand> = {}) =>
    send(commandOf(given), contextOf(await start(changes)));
  const atRecipient = (error: Error): SMTPServerOptions => ({ onRcptTo: (_address, _session, done) => done(error) });
  const atData = (error: Error): SMTPServerOptions => ({
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => done(error));
    },
  });

  it.each([
    [450, '4.2.0', false, 'DELAY_RECIPIENT'],
    [421, '', false, 'DELAY_ACCOUNT'],
    [550, '5.1.1', true, 'FLAG_RECIPIENT'],
    [550, '5.7.1', true, undefined],
    [553, '', true, 'FLAG_RECIPIENT'],
  ])('%i %s of the recipient', async (code, enhanced, permanent, effect) => {
    const outcome = await outcomeWith(atRecipient(refusal(code, `${enhanced} nobody ${recipient.key}`)));
    expect(outcome).toMatchObject({ status: 'rejected', permanent, error: { code: enhanced || String(code) } });
    expect((outcome as { effect?: string }).effect).toBe(effect);
    expect(JSON.stringify(outcome)).not.toContain(recipient.key);
  });

  it.each([
    [451, false],
    [554, true],
  ])('%i of the mail itself', async (code, permanent) => {
    expect(await outcomeWith(atData(refusal(code, 'no')))).toMatchObject({ status: 'rejected', permanent });
  });

  it.each([
    [450, '4.7.1 Greylisted, please try again in 300 seconds', 300_000],
    [451, '4.7.0 Too busy, come back after 5 minutes', 300_000],
    [450, '4.2.0 Try again later', undefined],
    [550, '5.7.1 Blocked for 60 seconds', undefined],
  ])('%i "%s" asks for a wait of %p', async (code, text, wait) => {
    const outcome = await outcomeWith(atRecipient(refusal(code, text)));
    expect((outcome as { retryAfter?: number }).retryAfter).toBe(wait);
  });

  it('of the login stops the account and repeats no password', async () => {
    const config = { ...(await start()), password: 'wrong-secret-2' };
    const outcome = await send(commandOf(), contextOf(config));
    expect(outcome).toMatchObject({ status: 'rejected', permanent: false, effect: 'STOP_ACCOUNT' });
    expect(JSON.stringify(outcome)).not.toContain('wrong-secret-2');
    expect(taken).toEqual([]);
  });

  it('of TLS, where TLS is required, stops the account before the login', async () => {
    const config = { ...(await start()), smtpSecurity: 'starttls' as const };
    expect(await send(commandOf(), contextOf(config))).toMatchObject({ status: 'rejected', effect: 'STOP_ACCOUNT' });
  });

  it.each(['', 'sari', 'a@b.example, c@d.example', 'a@b.example\r\nRCPT TO:<x@y.example>', '<a@b.example>'])(
    'comes from the plugin for the recipient %j',
    async (key) => {
      const outcome = await send(commandOf({ recipient: { key } }), contextOf(configWith()));
      expect(outcome).toMatchObject({ status: 'rejected', permanent: true, error: { code: 'NOT_AN_ADDRESS' } });
    },
  );
});

describe('a connection', () => {
  it('that is cut after DATA leaves the outcome unknown', async () => {
    const config = await start({
      onData: (stream) => {
        stream.resume();
        stream.on('end', () => {
          for (const connection of server?.connections ?? []) connection._socket.destroy();
        });
      },
    });
    expect(await send(commandOf(), contextOf(config))).toMatchObject({ status: 'unknown' });
  });

  it('that hangs after DATA until the deadline leaves it unknown too', async () => {
    const config = await start({ onData: (stream) => void stream.resume(), closeTimeout: 100 });
    const outcome = await send(commandOf(), contextOf(config, AbortSignal.timeout(300)));
    expect(outcome).toMatchObject({ status: 'unknown', error: { code: 'ABORTED' } });
  });

  it('that is cut before DATA has surely sent nothing', async () => {
    const config = await start({
      onRcptTo: () => {
        for (const connection of server?.connections ?? []) connection._socket.destroy();
      },
    });
    expect(await send(commandOf(), contextOf(config))).toMatchObject({ status: 'rejected', permanent: false });
  });

  it('that nobody takes may be tried again', async () => {
    const config = await start();
    await new Promise<void>((resolve) => server?.close(() => resolve()));
    server = undefined;
    const outcome: SendOutcome = await send(commandOf(), contextOf(config));
    expect(outcome).toMatchObject({ status: 'rejected', permanent: false, effect: 'DELAY_ACCOUNT' });
  });
});

describe('the probe', () => {
  it('tells which side is at fault and what to do', async () => {
    const smtp = await start();
    const imap = await ImapSimulator.start({ user: settings.address, password: settings.password });
    try {
      const config = { ...smtp, imapPort: imap.port };
      expect(await probe(contextOf(config))).toMatchObject({ state: 'OK' });
      expect(await probe(contextOf({ ...config, smtpPassword: 'wrong' }))).toMatchObject({
        state: 'DOWN',
        message: expect.stringContaining('SMTP'),
      });
      expect(await probe(contextOf({ ...config, password: 'wrong' }))).toMatchObject({
        state: 'DOWN',
        message: expect.stringContaining('IMAP'),
        action: expect.any(String),
      });
      expect(taken).toEqual([]);
    } finally {
      await imap.close();
    }
  });
});
