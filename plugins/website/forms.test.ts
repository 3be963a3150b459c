import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HubClient } from '../sdk/index.js';
import { checkForm, toE164 } from './form-check.js';
import { forms } from './form-fields.js';
import { formLife, getForm, postForm } from './forms.js';
import { rates } from './http.js';
import { startTurnstileSimulator, type TurnstileSimulator } from './simulator/turnstile-simulator.js';
import { handOut, submit } from './testing/forms.js';
import { jsonOf, request, testBench, testConfig } from './testing/requests.js';

const values = {
  category: 'SERVICE',
  description: 'Antrean di loket terlalu lama pada hari Senin.',
  region: '61',
  confidential: false,
  name: 'Warga Contoh',
  phone: '0899 0000 0001',
  email: '',
  consent: true,
};

interface Filed {
  readonly idempotencyKey: string;
  readonly [key: string]: unknown;
}

/** A hub that files: one ticket per idempotency key, as the real one. */
function filingHub() {
  const inputs: Filed[] = [];
  const state = { broken: false, problems: [] as { field: string; message: string }[] };
  const execute = (_: string, variables: Readonly<Record<string, unknown>> = {}, options: { as?: string } = {}) => {
    expect(options.as).toBe('channel');
    if (state.broken) return Promise.reject(new Error('the hub does not answer'));
    if (state.problems.length > 0)
      return Promise.resolve({
        data: { fileComplaint: { __typename: 'ValidationFailed', problems: state.problems } },
        errors: [],
      });
    const input = variables.input as Filed;
    const known = inputs.findIndex(({ idempotencyKey }) => idempotencyKey === input.idempotencyKey);
    const place = known < 0 ? inputs.push(input) - 1 : known;
    const fileComplaint = { __typename: 'ComplaintFiled', pin: `00${place}`, complaint: { ticket: `K-${place}` } };
    return Promise.resolve({ data: { fileComplaint }, errors: [] });
  };
  return { inputs, state, hub: { execute } as unknown as HubClient };
}

function world() {
  const filing = filingHub();
  return { ...filing, bench: testBench({ hub: filing.hub }) };
}

describe('a form', () => {
  test('files at once and answers ticket and pin; what it says reaches the hub', async () => {
    const { bench, inputs } = world();
    const { token } = await handOut(bench);
    const answer = await submit(bench, { token, values });
    expect([answer.status, jsonOf(answer)]).toEqual([201, { ticket: 'K-0', pin: '000' }]);
    expect(inputs).toMatchObject([
      {
        channelId: 'website',
        category: 'SERVICE',
        description: values.description,
        region: '61',
        confidential: false,
        classification: 'COMPLAINT',
        contact: { name: 'Warga Contoh', phone: '+6289900000001', email: null },
      },
    ]);
  });

  test('a request for information is filed under its own class', async () => {
    const { bench, inputs } = world();
    const { token } = await handOut(bench, 'information');
    expect((await submit(bench, { token, values }, 'information')).status).toBe(201);
    expect(inputs[0]).toMatchObject({ classification: 'INFORMATION' });
  });

  test('all faults come at once, in the language of the page, and the form can be corrected', async () => {
    const { bench } = world();
    const { token } = await handOut(bench);
    const wrong = { category: 'NIRWANA', description: 'x', phone: '12', consent: false };
    const answer = await submit(bench, { token, language: 'id', values: wrong });
    expect(answer.status).toBe(422);
    expect((jsonOf(answer).faults as { field: string }[]).map(({ field }) => field)).toEqual([
      'category',
      'description',
      'name',
      'phone',
      'consent',
    ]);
    expect(jsonOf(answer).faults[0].text).toBe('Pilih salah satu dari daftar.');
    expect((await submit(bench, { token, values })).status).toBe(201);
  });

  test('sent again after a lost answer or a failure, it gives the same ticket', async () => {
    const { bench, inputs, state } = world();
    const { token } = await handOut(bench);
    state.broken = true;
    expect(jsonOf(await submit(bench, { token, values })).error.code).toBe('LATER');
    state.broken = false;
    const [first, second] = [await submit(bench, { token, values }), await submit(bench, { token, values })];
    expect(jsonOf(second)).toEqual(jsonOf(first));
    expect(inputs).toHaveLength(1);
  });

  test('what the hub finds wrong stands at its field, and the form is not used up', async () => {
    const { bench, state } = world();
    const { token } = await handOut(bench);
    state.problems = [{ field: 'contact.phone', message: 'A number is E.164.' }];
    expect(jsonOf(await submit(bench, { token, values })).faults).toEqual([
      { field: 'phone', text: 'A number is E.164.' },
    ]);
    state.problems = [];
    expect((await submit(bench, { token, values: { ...values, phone: '0899 0000 0002' } })).status).toBe(201);
  });
});

describe('spam', () => {
  test.each([
    ['a filled trap', {}, { company: 'PT Bot' }, 422, 'AUTOMATIC'],
    ['no token', {}, { token: '' }, 410, 'ENDED'],
    ['a forged token', {}, { token: 'x.y' }, 410, 'ENDED'],
  ])('%s is refused', async (_, changed, sent, status, code) => {
    const { bench, inputs } = world();
    const { token } = await handOut(bench);
    const answer = await submit(bench, { token, values: { ...values, ...changed }, ...sent });
    expect([answer.status, jsonOf(answer).error.code]).toEqual([status, code]);
    expect(inputs).toEqual([]);
  });

  test('a form filled in faster than anybody types, or too late, or of another name, is refused', async () => {
    const { bench } = world();
    const { token } = await handOut(bench);
    bench.clock.now -= 1;
    expect((await submit(bench, { token, values })).status).toBe(422);
    expect((await submit(bench, { token, values }, 'information')).status).toBe(410);
    bench.clock.now += formLife;
    expect((await submit(bench, { token, values })).status).toBe(410);
  });

  test('one form is good for one text, and one text of a person for one form', async () => {
    const { bench, inputs } = world();
    const { token } = await handOut(bench);
    await submit(bench, { token, values });
    const other = { ...values, description: 'Sesuatu yang sama sekali lain.' };
    expect(jsonOf(await submit(bench, { token, values: other })).error.code).toBe('USED');
    const second = await handOut(bench);
    const same = { ...values, description: ` ANTREAN di loket, terlalu lama... pada hari senin! ` };
    expect(jsonOf(await submit(bench, { token: second.token, values: same })).error.code).toBe('DUPLICATE');
    const neighbour = { ...values, phone: '0899 0000 0003' };
    expect((await submit(bench, { token: second.token, values: neighbour })).status).toBe(201);
    expect(inputs).toHaveLength(2);
  });

  test('a flood from one address is held back; others go on', async () => {
    const { bench } = world();
    const tokens: string[] = [];
    for (let i = 0; i < rates.form.burst + 3; i++) tokens.push((await handOut(bench)).token);
    const statuses: number[] = [];
    for (const [i, token] of tokens.entries()) {
      const fresh = { ...values, description: `Keluhan nomor ${i} yang lain.` };
      statuses.push((await submit(bench, { token, values: fresh })).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
    const { token } = await handOut(bench);
    const fresh = { ...values, description: 'Keluhan dari alamat lain.' };
    expect((await submit(bench, { token, values: fresh }, 'complaint', '198.51.100.4')).status).toBe(201);
  });

  test('another page cannot send it', async () => {
    const { bench } = world();
    const { token } = await handOut(bench);
    const foreign = request({
      parameters: { name: 'complaint' },
      json: { token, values },
      headers: { origin: 'https://jahat.example' },
    });
    expect((await postForm(foreign, bench.context)).status).toBe(403);
  });
});

describe('Turnstile', () => {
  let turnstile: TurnstileSimulator;
  beforeAll(async () => {
    turnstile = await startTurnstileSimulator('turnstile-secret', 'hub.example');
  });
  afterAll(() => turnstile.close());

  const guarded = () => {
    const filing = filingHub();
    const config = {
      ...testConfig,
      turnstileSecret: 'turnstile-secret',
      turnstileSiteKey: 'site-key',
      turnstileBase: turnstile.base,
    };
    return { ...filing, bench: testBench({ hub: filing.hub, signal: AbortSignal.timeout(1_500) }, config) };
  };

  test.each([
    ['success', 'complaint:1', 201],
    ['success', '', 422],
    ['success', 'information:2', 422],
    ['failure', 'complaint:3', 422],
    ['foreign-host', 'complaint:4', 422],
    ['foreign-action', 'complaint:5', 422],
    ['broken', 'complaint:6', 503],
    ['hang', 'complaint:7', 503],
  ] as const)('%s with "%s" gives %i', async (mode, token, status) => {
    const { bench, inputs } = guarded();
    turnstile.mode = mode;
    const form = await handOut(bench);
    expect(String(form.answer.headers!['content-security-policy'])).toContain(`script-src 'self' ${turnstile.base}`);
    const answer = await submit(bench, { token: form.token, values, turnstile: token });
    expect(answer.status).toBe(status);
    expect(inputs).toHaveLength(status === 201 ? 1 : 0);
    expect(JSON.stringify(turnstile.asked)).not.toContain('203.0.113');
  });
});

describe('what is filled in', () => {
  test.each([
    ['0812 3456 7890', '+6281234567890'],
    ['+62 812-3456-7890', '+6281234567890'],
    ['62812 3456 7890', '+6281234567890'],
    ['(021) 555 0100', '+62215550100'],
    ['+1 202 555 0100', '+12025550100'],
    ['165', null],
    ['abc', null],
  ])('%s becomes %s', (text, number) => expect(toE164(text)).toBe(number));

  test('anything at all gives values or faults, never an error', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...forms.complaint!.fields.map(({ name }) => name)), fc.anything()),
        (given) => {
          const checked = checkForm(forms.complaint!, given);
          expect('values' in checked || checked.faults.length > 0).toBe(true);
        },
      ),
    );
  });
});

test('unknown forms and sites are not there', async () => {
  const { bench } = world();
  const get = (name: string, site: string) =>
    getForm(request({ parameters: { name }, query: { site } }), bench.context);
  expect((await get('nirwana', 'demo')).status).toBe(404);
  expect((await get('constructor', 'demo')).status).toBe(404);
  expect((await get('complaint', 'nirwana')).status).toBe(404);
});
