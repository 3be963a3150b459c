import { createTransport } from 'nodemailer';
import type { PersonChoice, ShownMessage, SimulatedPerson } from '../../sdk/index.js';
import { isLoopback, serverOf, type EmailConfig } from '../config.js';
import { isAddress, parseMail, type Mail } from '../mail.js';
import { withMailbox } from '../mailbox.js';
import { fetchMail, uidsAfter, untilNews } from '../poll.js';
import { startDevelopmentSimulator } from './development.js';

/** Milliseconds that `next` waits for a letter. */
const patience = 15_000;

/**
 * A person with a mailbox of their own at the simulator: writes by SMTP, reads by IMAP, and answers the last letter in
 * its thread, as a mail program does.
 * @throws RangeError for a key that is no address, and for servers that are no simulator
 */
export async function simulatedPerson(
  config: EmailConfig,
  { key = 'sari@warga.example', name = 'Sari Contoh' }: PersonChoice,
): Promise<SimulatedPerson> {
  const address = key.toLowerCase();
  if (!isAddress(address)) throw new RangeError('A person of email is an address such as sari@warga.example.');
  const { host, port } = serverOf(config, 'smtp');
  if (!isLoopback(host)) throw new RangeError('The mail servers must be on this machine: this is a simulator.');
  const own = await startDevelopmentSimulator(config);
  const transport = createTransport({ host, port, secure: false, ignoreTLS: true });
  const reader = new LetterReader({ ...config, user: address, password: 'of-a-simulated-person' });
  await reader.open().catch(() => {
    throw new RangeError('Something else than a simulator serves at the mail servers of the account.');
  });
  return {
    title: `Email as ${name} <${address}>`,
    next: () => reader.next(),
    async say(words) {
      const last = reader.last;
      const thread = last && { inReplyTo: last.messageId, references: [...last.references, last.messageId] };
      const subject = last === null ? 'Pertanyaan' : `Re: ${last.subject.replace(/^(Re: )+/i, '')}`;
      await transport.sendMail({ from: { name, address }, to: config.address, subject, text: words, ...thread });
      return null;
    },
    async close() {
      reader.close();
      transport.close();
      await own?.close();
    },
  };
}

/** Reads a folder from where it ended when it was opened. */
class LetterReader {
  last: Mail | null = null;
  private uid = 0;
  private readonly stop = new AbortController();

  constructor(private readonly config: EmailConfig) {}

  async open(): Promise<void> {
    this.uid = await withMailbox(this.config, this.stop.signal, (_client, folder) =>
      Promise.resolve(Math.max(0, (folder.uidNext ?? 1) - 1)),
    );
  }

  next(): Promise<ShownMessage[]> {
    return withMailbox(this.config, this.stop.signal, async (client, folder) => {
      const letters: ShownMessage[] = [];
      for (const uid of await uidsAfter(client, folder, { uid: this.uid })) {
        const fetched = await fetchMail(client, uid, String(folder.uidValidity), this.config.maximumMessageBytes);
        this.uid = uid;
        if (fetched === null) continue;
        this.last = await parseMail(fetched.source);
        letters.push({ text: `${this.last.subject}\n\n${this.last.text.trim()}`, choices: [] });
      }
      if (letters.length === 0) await untilNews(client, patience);
      return letters;
    });
  }

  close(): void {
    this.stop.abort();
  }
}
