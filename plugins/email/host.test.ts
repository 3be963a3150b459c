import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import { HostUnderTest } from '../host/testing/host-under-test.js';
import { eventually } from '../host/testing/recorder.js';
import { parseMail } from './mail.js';
import { email } from './plugin.js';
import { bounce, letter } from './simulator/mails.js';
import { PostOffice } from './simulator/post-office.js';
import { configWith, settings } from './testing/world.js';

let database: TestServer;
let office: PostOffice;
const under = new HostUnderTest();

beforeAll(async () => {
  database = await startTestServer();
  office = await PostOffice.start({ address: settings.address, password: settings.password });
  await under.listen();
});
afterAll(async () => {
  await under.close();
  await office.close();
  await database.close();
});

it('a letter is answered in its thread by the hub, and a bounce of the answer becomes its FAILED', async () => {
  const on = await database.open();
  const { imap, submitted: sent } = office;
  const config = configWith({ imapPort: String(imap.port), smtpPort: String(office.smtpPort) });
  const polling = { pause: 20, deadline: 5_000 };
  const plugin = { ...email, capabilities: { ...email.capabilities, polling } };
  const accounts = () => [{ id: 'email-layanan', plugin, config }];
  await under.start({ database: on, vault: testVault(), log: quietLog, accounts, tuning: { sendDeadline: 5_000 } });

  imap.deliver(letter({ text: 'Kartu saya hilang.' }));
  imap.deliver(letter({ messageId: '<robot@warga.example>', headers: ['Auto-Submitted: auto-replied'] }));
  await eventually('the letter', () => under.recorder.inbounds.length === 1);
  const [question] = under.recorder.inbounds;
  expect(question).toMatchObject({ sender: { key: 'sari@warga.example' }, externalId: '<letter-1@warga.example>' });

  const messageId = '0f0e0d0c-0b0a-4908-8706-050403020100';
  await on.transaction((unit) =>
    under.host.enqueue(unit, {
      channelId: 'email-layanan',
      conversationId: 'c-1',
      messageId,
      recipient: { key: 'sari@warga.example' },
      content: { kind: 'text', text: 'Petugas kami membantu Anda.' },
      priority: 'reply',
      replyTo: '<letter-1@warga.example>',
    }),
  );
  await eventually('the answer', () => sent.length === 1);
  const answer = await parseMail(sent[0]!.source);
  expect(answer.inReplyTo).toEqual(['<letter-1@warga.example>']);

  await eventually('SENT', () => under.recorder.statusesOf(messageId).includes('SENT'));
  imap.deliver(bounce({ originalMessageId: answer.messageId }));
  await eventually('FAILED', () => under.recorder.statusesOf(messageId).at(-1) === 'FAILED');
  expect(under.recorder.inbounds).toHaveLength(1);
  await eventually('a quiet ledger', async () => (await under.host.ledger('email-layanan')).stored === 3);
});
