import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, data, eventually } from '../../test/kit/graphql-client.js';
import { startInProcessHub } from '../../test/kit/in-process-hub.js';
import { App } from './testing/app.js';
import { AppWorld, seroja } from './testing/world.js';

let world: AppWorld;
let app: App;

beforeAll(async () => {
  world = await AppWorld.start(startInProcessHub);
  app = new App(world.hub, seroja);
}, 60_000);

afterAll(() => world.close());

/** Tomorrow in Jakarta. */
const tomorrow = () => new Date(Date.now() + (24 + 7) * 3_600_000).toISOString().slice(0, 10);

describe('a fictional participant in the app', () => {
  test('learns what the app needs before it signs in', async () => {
    const { channel } = await data(
      world.hub.url,
      world.officer,
      '{ channel(id: "mobile-jkn") { name mobileJkn { minimumAppVersion codeLength resendAfter } } }',
    );
    expect(channel).toEqual({
      name: 'Mobile JKN',
      mobileJkn: { minimumAppVersion: '4.0.0', codeLength: 6, resendAfter: 60 },
    });
    const other = await data(
      world.hub.url,
      world.officer,
      '{ channel(id: "whatsapp-pandawa") { mobileJkn { codeLength } } }',
    );
    expect(other.channel.mobileJkn).toBeNull();
  });

  test('registers by one-time code, and the proof is good for one sign-in', async () => {
    const sent = await app.requestCode();
    expect(sent.__typename).toBe('MobileJknCodeSent');
    expect(await app.requestCode()).toMatchObject({ __typename: 'MobileJknRefused', reason: 'WAIT' });
    const code = world.codeOf(seroja);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await app.confirm(sent.challenge, wrong)).toMatchObject({ reason: 'CODE_WRONG', triesLeft: 4 });
    expect(await app.confirm(sent.challenge, code, { nationalId: '12' })).toMatchObject({
      __typename: 'ValidationFailed',
      problems: [{ field: 'person.nationalId' }],
    });
    const first = await app.confirm(sent.challenge, code);
    const again = await app.confirm(sent.challenge, code);
    expect([first.__typename, again.participantId]).toEqual(['MobileJknRegistrationConfirmed', first.participantId]);
    await app.signIn(first.proof, world.admin);
    await expect(app.signIn(first.proof, world.admin)).rejects.toThrow('not taken');
    const { participant } = await app.ask(
      'query($id: ID!) { participant(id: $id) { name segment contribution { bill { minorUnits currency } } } }',
      {
        id: app.participantId,
      },
    );
    expect(participant).toEqual({
      name: 'Seroja Rekaan',
      segment: 'PBPU',
      contribution: { bill: { minorUnits: 3_500_000, currency: 'IDR' } },
    });
  });

  test('is recognised by the same data from another telephone, and nobody else is by them', async () => {
    const stranger = new App(world.hub, { ...seroja, phone: '0899-0000-0102' });
    const { challenge } = await stranger.requestCode();
    const code = world.codeOf(stranger.person);
    expect(await stranger.confirm(challenge, code)).toMatchObject({ reason: 'CANNOT_BE_CONFIRMED' });
    const demo = new App(world.hub, {
      name: 'Melati Contoh',
      nationalId: '6171014501909001',
      birthDate: '1990-01-05',
      phone: '0899-0000-0001',
    });
    const known = await demo.requestCode();
    expect(await demo.confirm(known.challenge, world.codeOf(demo.person))).toMatchObject({
      participantId: 'par_demo_melati',
    });
  });

  test('changes its facility, once in three months, and sees it put into force', async () => {
    await app.registerDevice('device-token-0101');
    const opened = await app.openRequest('FACILITY_CHANGE', { facilityCode: '0159B001', reason: 'Pindah rumah' });
    const { id, reference } = opened.serviceRequest;
    expect(await app.openRequest('FACILITY_CHANGE', { facilityCode: '0159B002' })).toMatchObject({
      __typename: 'NotAllowedNow',
    });
    await world.advance(id, 'DONE');
    const facility = async () =>
      (await app.ask('query($id: ID!) { participant(id: $id) { facility { code } } }', { id: app.participantId }))
        .participant.facility;
    expect(await eventually(facility, (value) => value !== null)).toEqual({ code: '0159B001' });
    expect((await world.hear(app, new RegExp(`${reference}: selesai`))).read).toBe(false);
    const [push] = await eventually(
      () => Promise.resolve(world.fcm.taken),
      (taken) => taken.length > 0,
    );
    expect(push).toMatchObject({
      token: 'device-token-0101',
      message: { notification: { body: 'Anda memiliki pesan baru.' }, data: { type: 'message', reference } },
    });
    expect(JSON.stringify(push)).not.toMatch(/selesai|faskes|Seroja/i);
  });

  test('pays: the bill, the payment told once, the account after it', async () => {
    const opened = await app.openRequest('PAYMENT', { months: 2, method: 'VIRTUAL_ACCOUNT' });
    expect(opened.serviceRequest.status).toBe('OPENED');
    const input = {
      idempotencyKey: 'bank-notice-1',
      participantId: app.participantId,
      amount: { minorUnits: 7_000_000, currency: 'IDR' },
      method: 'VIRTUAL_ACCOUNT',
      paidAt: new Date().toISOString(),
      reference: 'VA-0001',
      channelId: 'mobile-jkn',
    };
    const record = async (change = {}) =>
      (
        await data(
          world.hub.url,
          world.admin,
          'mutation($input: RecordPaymentInput!) { recordPayment(input: $input) { ... on PaymentRecorded { repeated payment { id } } ... on ValidationFailed { problems { field } } } }',
          { input: { ...input, ...change } },
        )
      ).recordPayment;
    const told = await Promise.all([record(), record(), record({ idempotencyKey: 'another-teller' })]);
    expect(new Set(told.map(({ payment }) => payment.id)).size).toBe(1);
    expect(told.filter(({ repeated }) => !repeated)).toHaveLength(1);
    const { participant } = await app.ask(
      `query($id: ID!) { participant(id: $id) { contribution { bill { minorUnits } arrearsMonths paidThrough }
        payments { totalCount edges { node { amount { minorUnits } method reference } } } } }`,
      { id: app.participantId },
    );
    expect(participant.contribution).toMatchObject({ bill: { minorUnits: 0 }, arrearsMonths: [] });
    expect(participant.payments).toEqual({
      totalCount: 1,
      edges: [{ node: { amount: { minorUnits: 7_000_000 }, method: 'VIRTUAL_ACCOUNT', reference: 'VA-0001' } }],
    });
    const refused = await ask(
      world.hub.url,
      app.token,
      'mutation($input: RecordPaymentInput!) { recordPayment(input: $input) { __typename } }',
      {
        input,
      },
    );
    expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('takes a queue number: 20 people at once get 1 to 20', async () => {
    const queue = { facilityCode: '0159B001', clinic: 'Poli Umum', date: tomorrow() };
    const others = await Promise.all(
      Array.from({ length: 19 }, async (_, index) => {
        const other = new App(world.hub, seroja);
        const participant = `par_fiktif_${index}`;
        other.token = await world.hub.token({ role: 'participant', participant, subject: participant });
        return other;
      }),
    );
    const opened = await Promise.all([app, ...others].map((each) => each.openRequest('APPOINTMENT', queue)));
    const numbers = opened.map(({ serviceRequest }) => serviceRequest.appointment.queueNumber as number);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await app.openRequest('APPOINTMENT', queue)).toMatchObject({ __typename: 'NotAllowedNow' });
  });
});
