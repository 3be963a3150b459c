import { afterEach, expect, it } from '@jest/globals';
import { parseMail } from '../mail.js';
import { configWith, settings } from '../testing/world.js';
import { letter } from './mails.js';
import { simulatedPerson } from './person.js';
import { PostOffice } from './post-office.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

it('a person writes into the mailbox of the hub, reads the answer and goes on in its thread', async () => {
  const office = await PostOffice.start({ address: settings.address, password: settings.password });
  closers.push(() => office.close());
  const config = configWith({ imapPort: office.imap.port, smtpPort: office.smtpPort });
  const person = await simulatedPerson(config, { key: 'Budi@warga.example', name: 'Budi Contoh' });
  closers.push(() => person.close());
  expect(await person.say('Halo')).toBeNull();
  const [first] = office.imap.folder.mails;
  expect((await parseMail(first!.source)).from).toEqual({ address: 'budi@warga.example', name: 'Budi Contoh' });

  const answer = letter({ to: 'budi@warga.example', messageId: '<a1@jkn.example>', text: 'Pilih:\n1. Info' });
  office.imap.deliver(answer, new Date(), office.folderOf('budi@warga.example'));
  expect(await person.next()).toEqual([{ text: 'Pertanyaan\n\nPilih:\n1. Info', choices: [] }]);
  await person.say('1');
  const second = await parseMail(office.imap.folder.mails[1]!.source);
  expect(second).toMatchObject({ inReplyTo: ['<a1@jkn.example>'], subject: 'Re: Pertanyaan' });
});

it('nobody is played at a mail server that is not on this machine', async () => {
  const config = configWith({ smtpHost: 'smtp.jkn.example', smtpSecurity: 'starttls' });
  await expect(simulatedPerson(config, {})).rejects.toBeInstanceOf(RangeError);
  await expect(simulatedPerson(configWith(), { key: 'siapa' })).rejects.toBeInstanceOf(RangeError);
});
