import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ChannelPlugin, Menu, MenuQuestion, ServiceRequestKind } from '../../plugins/sdk/index.js';
import { answerTo } from '../../subgraphs/channels/domain/menu/question.js';
import type { MenuFacts } from '../../subgraphs/channels/domain/menu/index.js';
import { answerAs, memberRule, menuPayload } from '../../subgraphs/channels/domain/service-request-payloads.js';

const plugins = new URL('../../plugins/', import.meta.url);
const facts: MenuFacts = {
  participant: false,
  region: null,
  today: '2026-11-20',
  language: 'id',
  languageOnRecord: false,
  reference: 'S-1',
  findRegencies: () => [{ code: '61.71', name: 'Kota Pontianak' } as never],
};

/** The menus of all built-in plugins, by plugin. */
async function menus(): Promise<[string, Menu][]> {
  const folders = readdirSync(plugins).filter((name) => existsSync(new URL(`${name}/plugin.js`, plugins)));
  const found: [string, Menu][] = [];
  for (const folder of folders) {
    const exported = Object.values((await import(new URL(`${folder}/plugin.js`, plugins).href)) as object) as unknown[];
    for (const each of exported as Partial<ChannelPlugin>[]) {
      if (each.operational?.menu) found.push([folder, each.operational.menu]);
    }
  }
  return found;
}

interface Asked {
  readonly plugin: string;
  readonly node: string;
  readonly kind: ServiceRequestKind;
  readonly question: MenuQuestion;
}

/** Every question of a script that opens a service request. */
const questionsOf = ([plugin, menu]: readonly [string, Menu]): Asked[] =>
  Object.entries(menu.nodes).flatMap(([node, script]) => {
    if (script.kind !== 'script' || script.action.type !== 'openServiceRequest') return [];
    const { kind } = script.action;
    return script.questions.map((question) => ({ plugin, node, kind, question }));
  });

/** Inputs that a question may take, its limits among them. */
function inputsFor(question: MenuQuestion): fc.Arbitrary<string> {
  switch (question.kind) {
    case 'choice':
      return fc.constantFrom(...question.choices.flatMap(({ keypad, label }) => [keypad, label.id]));
    case 'number':
      return fc.oneof(
        fc.constantFrom(...[question.minimum, question.maximum].filter((edge) => edge !== undefined).map(String), '1'),
        fc.integer().map(String),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      );
    case 'date':
      return fc
        .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10));
    case 'region':
      return fc.constant('61.71');
    case 'text':
      return question.pattern
        ? fc.stringMatching(new RegExp(`^(?:${question.pattern})$`, 'u'))
        : fc.oneof(fc.string({ maxLength: 50 }), longTexts(question));
  }
}

const longTexts = ({ minLength = 1, maxLength = 4000 }: { minLength?: number; maxLength?: number }) =>
  fc.constantFrom(minLength - 1, minLength, maxLength, maxLength + 1).map((length) => 'a'.repeat(Math.max(0, length)));

const accepted = ({ node, question }: Asked, text: string) => {
  const answer = answerTo(node, question, { kind: 'text', text }, facts);
  return answer.kind === 'value' ? answer.value : undefined;
};

const found = await menus();
const asked = found.flatMap(questionsOf);
const shared = asked.filter(({ kind, question }) => memberRule(kind, question.field) !== undefined);

describe('menus of the built-in plugins', () => {
  test('are all looked at', () => {
    expect(found.map(([plugin]) => plugin)).toEqual(expect.arrayContaining(['email', 'whatsapp']));
    expect(shared.length).toBeGreaterThan(0);
  });

  const name = ({ plugin, node, kind, question }: Asked) => `${plugin}: ${node} (${kind}) asks ${question.field}`;
  const cases = shared.map((each) => [name(each), each] as const);
  test.each(cases)("%s: lets through only what the API's rule takes", (_name, each) => {
    const rule = memberRule(each.kind, each.question.field)!;
    let taken = 0;
    fc.assert(
      fc.property(inputsFor(each.question), (text) => {
        const answer = accepted(each, text);
        if (answer === undefined) return;
        taken += 1;
        expect(answerAs(rule, answer)).toBeDefined();
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  test('a question that lets through more than the API is found', () => {
    const question: MenuQuestion = {
      kind: 'text',
      field: 'nationalId',
      text: { id: 'NIK?', en: 'NIK?' },
      invalid: { id: 'NIK?', en: 'NIK?' },
      pattern: '\\d{13,16}',
    };
    const rule = memberRule('REGISTRATION', 'nationalId')!;
    expect(accepted({ plugin: 'x', node: 'n', kind: 'REGISTRATION', question }, '1234567890123')).toBeDefined();
    expect(answerAs(rule, '1234567890123')).toBeUndefined();
  });
});

test('answers become what the API has, numbers as numbers; the rest stays as it was written', () => {
  expect(menuPayload('PAYMENT', { months: '3', method: 'QRIS', note: 'x' })).toEqual({
    months: 3,
    method: 'QRIS',
    note: 'x',
  });
  expect(menuPayload('PAYMENT', { months: 'tiga' })).toEqual({ months: 'tiga' });
  const { phone } = menuPayload('REGISTRATION', { phone: '0812-3456 7890' });
  expect(phone).toBe('+6281234567890');
  expect(menuPayload('CLASS_CHANGE', { to: '2', constructor: 'x' })).toEqual({ to: 2, constructor: 'x' });
});
