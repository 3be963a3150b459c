import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { isLoopback, serverOf, type EmailConfig } from './config.js';

/** How far a submission came. After `data` the server may have the mail. */
export type Stage = 'connect' | 'login' | 'envelope' | 'data';

/** A submission that failed. Holds codes only: servers repeat addresses and logins in their texts. */
export class SubmissionError extends Error {
  override readonly name = 'SubmissionError';
  constructor(
    readonly stage: Stage,
    /** Of the server's last answer; undefined: it gave none. */
    readonly reply: number | undefined,
    /** Enhanced status code (RFC 3463) of the answer, such as 5.1.1. */
    readonly enhanced: string | undefined,
    /** Of nodemailer, such as ETIMEDOUT. */
    readonly code: string,
    /** The SMTP command that was refused. */
    readonly command: string | undefined,
    /** Milliseconds that the server asked to wait, where its text says so. */
    readonly retryAfter?: number,
  ) {
    super(`The SMTP server did not take the mail (${code}${reply === undefined ? '' : `, ${reply}`}).`);
  }
}

/** Milliseconds of silence after which a server counts as gone. */
const silence = 20_000;

/**
 * Opens a connection, logs in and hands it to `work`; closes it whatever happens.
 * @throws SubmissionError
 */
async function withServer<T>(
  config: EmailConfig,
  signal: AbortSignal,
  work: (connection: SMTPConnection, at: (stage: Stage) => void) => Promise<T>,
): Promise<T> {
  let stage: Stage = 'connect';
  const { host, port, security } = serverOf(config, 'smtp');
  const connection = new SMTPConnection({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { rejectUnauthorized: !isLoopback(host) },
    connectionTimeout: silence,
    greetingTimeout: silence,
    socketTimeout: silence,
    socketCloseTimeout: 0,
    logger: false,
  });
  const cut = new AbortController();
  const lost = new Promise<never>((_, reject) => {
    connection.on('error', reject);
    // A refusal that ends the connection (421) is told right after the end.
    const ended = () => reject(Object.assign(new Error('closed'), { code: 'ECONNECTION' }));
    connection.on('end', () => setImmediate(ended));
    const abort = () => reject(Object.assign(new Error('aborted'), { code: 'ABORTED' }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true, signal: cut.signal });
  });
  lost.catch(() => undefined);
  try {
    return await Promise.race([
      lost,
      (async () => {
        await settle((done) => connection.connect(done));
        stage = 'login';
        const credentials = { user: config.smtpUser ?? config.user ?? config.address, pass: passwordOf(config) };
        if (connection.allowsAuth) await settle((done) => connection.login({ credentials }, done));
        stage = 'envelope';
        return await work(connection, (next) => (stage = next));
      })(),
    ]);
  } catch (error) {
    throw described(error, stage);
  } finally {
    cut.abort();
    connection.close();
  }
}

const passwordOf = ({ smtpPassword, password }: EmailConfig) => smtpPassword ?? password;

/** Hands one mail to the SMTP server. @throws SubmissionError */
export function submit(config: EmailConfig, to: string, message: Buffer, signal: AbortSignal): Promise<void> {
  const from = config.bounceAddress ?? config.address;
  return withServer(config, signal, async (connection, at) => {
    // The connection reads the mail only after the server said 354: from the first read on it may have arrived.
    const source = new Readable({
      read() {
        at('data');
        this.push(message);
        this.push(null);
      },
    });
    await settle((done) => connection.send({ from, to: [to] }, source, done));
  });
}

/** Connects and logs in without sending. @throws SubmissionError */
export function tryServer(config: EmailConfig, signal: AbortSignal): Promise<void> {
  return withServer(config, signal, () => Promise.resolve());
}

function settle(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}

interface SmtpFault {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
  readonly command?: unknown;
}

function described(error: unknown, stage: Stage): SubmissionError {
  const { code, responseCode, response, command } = error as SmtpFault;
  const reply = typeof responseCode === 'number' && responseCode >= 400 ? responseCode : undefined;
  const enhanced =
    typeof response === 'string' ? /^\d{3}[ -]([45]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined;
  const name = typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'ESMTP';
  const step = typeof command === 'string' ? command : undefined;
  return new SubmissionError(
    stage,
    reply,
    enhanced,
    name,
    step,
    typeof response === 'string' ? waitOf(response) : undefined,
  );
}

/** SMTP has no field for a wait; greylisting servers say it in words, such as "try again in 300 seconds". */
function waitOf(response: string): number | undefined {
  const [, digits, unit = ''] = /\b(?:in|for|after) (\d{1,5}) ?(s(?:ec\w*)?|m(?:in\w*)?)\b/i.exec(response) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (/^m/i.test(unit) ? 60_000 : 1_000);
}
