import {
  defineConformance,
  startGate,
  type PolledProvider,
  type ProviderFault,
  type SimulatedProvider,
} from '../sdk/testing/index.js';
import { emailConfig, type EmailConfig } from './config.js';
import { parseMail } from './mail.js';
import { email } from './plugin.js';
import { letter } from './simulator/mails.js';
import type { PostalFault, Submitted } from './simulator/post-office.js';

const config = emailConfig.parse({
  address: 'layanan@jkn.example',
  password: 'kit-mailbox-password',
  threadSecret: 'kit-thread-secret-0123',
  imapHost: '127.0.0.1',
  imapPort: 1,
  imapSecurity: 'none',
  smtpHost: '127.0.0.1',
  smtpPort: 1,
  smtpSecurity: 'none',
});

/** SMTP knows no rate error of its own: a server that is too busy says 450 and, in words, when to come back. */
function toFault(fault: ProviderFault): PostalFault {
  switch (fault.kind) {
    case 'rate-limited': {
      const text = `4.7.1 Too many messages, please try again in ${fault.retryAfter / 1000} seconds`;
      return { kind: 'refuse', code: 450, text };
    }
    case 'refused-for-good':
      return { kind: 'refuse', code: 550, text: '5.1.1 No such mailbox' };
    case 'unavailable':
      return { kind: 'garbage' };
    default:
      return fault;
  }
}

/** A mail program shows the text without the line end that closes the body. */
async function decoded({ source, to }: Submitted) {
  const { text, subject, messageId, inReplyTo } = await parseMail(source);
  return { to, subject, messageId, inReplyTo, text: text.replace(/\n$/, '') };
}

async function provider(): Promise<SimulatedProvider<EmailConfig>> {
  const { address, password } = config;
  // Loaded late: the SMTP server opens standard output when it is imported.
  const { PostOffice } = await import('./simulator/post-office.js');
  const mails: unknown[] = [];
  const office = await PostOffice.start({
    address,
    password,
    taken: async (mail) => void mails.push(await decoded(mail)),
  });
  return {
    config: { ...config, imapPort: office.imap.port, smtpPort: office.smtpPort },
    attempts: () => office.attempts,
    received: () => mails,
    next: (fault) => office.fail(toFault(fault)),
    close: () => office.close(),
  };
}

async function polled(): Promise<PolledProvider<EmailConfig>> {
  const { address, password } = config;
  const { PostOffice } = await import('./simulator/post-office.js');
  const office = await PostOffice.start({ address, password });
  const gate = await startGate(office.imap.port);
  let count = 0;
  return {
    config: { ...config, imapPort: gate.port, smtpPort: office.smtpPort },
    deliver(letters) {
      for (let index = 0; index < letters; index++)
        office.imap.deliver(letter({ messageId: `<kit-${(count += 1)}@warga.example>` }));
      return Promise.resolve();
    },
    deliverGarbage() {
      office.imap.deliver(Buffer.from([0, 0xff, 0xfe, 0x0a, 0x3a, 0x0d]));
      return Promise.resolve();
    },
    become: (state) => gate.become(state),
    async close() {
      await gate.close();
      await office.close();
    },
  };
}

/** How the conformance kit plays the mail servers: `npm run plugin:check plugins/email`. */
export const conformance = defineConformance<EmailConfig>({
  plugin: email,
  config,
  recipient: { key: 'sari.contoh@warga.example' },
  provider,
  polled,
});
