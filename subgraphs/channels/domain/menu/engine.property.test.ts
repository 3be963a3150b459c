import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InboundContent, Menu, MenuNode } from '../../../../plugins/sdk/index.js';
import { exampleMenu } from '../../testing/example-menu.js';
import { loadRegencies } from '../regions/regency-finder.js';
import { isWalkable, step, type MenuFacts, type MenuState } from './index.js';

const regencies = loadRegencies();
const facts = fc.record({
  participant: fc.boolean(),
  region: fc.constantFrom(null, '61.71'),
  language: fc.constantFrom('id' as const, 'en' as const),
});
const factsOf = (given: { participant: boolean; region: string | null; language: 'id' | 'en' }): MenuFacts => ({
  ...given,
  today: '2026-11-20',
  languageOnRecord: false,
  reference: 'R-1',
  findRegencies: (text) => regencies.find(text),
});

const words = [
  'menu',
  '0',
  'batal',
  'lewati',
  'english',
  'bahasa',
  '1',
  '2',
  '3',
  '4',
  '5',
  '9',
  'Bogor',
  'Kota Bogor',
  '01-01-1990',
];
const choiceIds = (menu: Menu) =>
  Object.entries(menu.nodes).flatMap(([id, node]) => [
    ...(node.kind === 'choices' ? node.choices.map((choice) => choice.id) : []),
    ...(node.kind === 'script' ? node.questions.map((question) => `${id}:${question.field}:QUEUE`) : []),
  ]);
const inputs = (menu: Menu): fc.Arbitrary<InboundContent> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('text' as const),
      text: fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary' })),
    }),
    fc.record({
      kind: fc.constant('choice' as const),
      id: fc.oneof(fc.constantFrom(...choiceIds(menu)), fc.constantFrom('__proto__', 'constructor', ''), fc.string()),
      title: fc.string(),
    }),
    fc.record({ kind: fc.constant('keypad' as const), digits: fc.stringMatching(/^[0-9*#]{0,16}$/) }),
    fc.constantFrom<InboundContent>(
      { kind: 'media', media: 'audio', voice: true },
      { kind: 'location', latitude: 0, longitude: 110 },
      { kind: 'reaction', to: 'x', emoji: null },
      { kind: 'identityChanged', newKey: 'y' },
      { kind: 'form', name: 'f', values: {} },
      { kind: 'unsupported', rawType: 'poll' },
    ),
  );

const nodeIds = ['a', 'b', 'c', 'd', 'e'];
const target = fc.constantFrom(...nodeIds);
const text = { id: 'teks', en: 'text' };
const actions = fc.constantFrom<Extract<MenuNode, { kind: 'action' }>['action']>(
  { type: 'article', id: 'x' },
  { type: 'handOff', skill: 's' },
  { type: 'setLanguage', language: 'en' },
  { type: 'close' },
  { type: 'openServiceRequest', kind: 'PAYMENT' },
  { type: 'fileComplaint', category: 'one', description: 'two' },
);
const nodes: fc.Arbitrary<MenuNode> = fc.oneof(
  target.map((next): MenuNode => ({
    kind: 'choices',
    text,
    choices: [{ id: `to-${next}`, label: text, keypad: '1', next }],
  })),
  fc
    .record({ action: actions, next: fc.option(target, { nil: undefined }) })
    .map(({ action, next }): MenuNode => ({ kind: 'action', action, ...(next ? { next } : {}) })),
  fc
    .record({ action: actions, next: fc.option(target, { nil: undefined }), always: fc.boolean() })
    .map(({ action, next, always }): MenuNode => ({
      kind: 'script',
      questions: [
        {
          kind: 'text',
          field: 'one',
          text,
          invalid: text,
          ...(always ? {} : { when: [{ fact: 'region', is: 'unknown' }] }),
        },
        { kind: 'number', field: 'two', text, invalid: text, optional: true, when: [{ answer: 'one', equals: '1' }] },
      ],
      action,
      ...(next ? { next } : {}),
    })),
);
/** Trees that may run in circles, act without asking, or hand off in the middle. */
const menus = fc.array(nodes, { minLength: 5, maxLength: 5 }).map((list): Menu => ({
  ...exampleMenu,
  start: 's',
  nodes: {
    s: {
      kind: 'choices',
      text,
      choices: nodeIds.map((next, i) => ({ id: `go-${next}`, label: text, keypad: `${i + 1}`, next })),
    },
    ...Object.fromEntries(list.map((node, i) => [nodeIds[i]!, node])),
  },
}));

const worlds = fc
  .oneof(fc.constant(exampleMenu), menus)
  .chain((menu) =>
    fc.record({ menu: fc.constant(menu), sequence: fc.array(fc.tuple(inputs(menu), facts), { maxLength: 25 }) }),
  );

test('no sequence of inputs breaks a menu: every state can be walked on from and every reply says something', () => {
  fc.assert(
    fc.property(worlds, ({ menu, sequence }) => {
      let state: MenuState | null = null;
      for (const [input, given] of sequence) {
        const before = JSON.stringify(state);
        const result = step(menu, state, input, factsOf(given));
        expect(JSON.stringify(state)).toBe(before);
        expect(step(menu, state, input, factsOf(given))).toEqual(result);
        expect(isWalkable(menu, result.state)).toBe(true);
        expect(result.state.path.length).toBeLessThanOrEqual(choiceIds(menu).length);
        for (const reply of result.replies) {
          expect(reply.kind === 'text' || reply.kind === 'choices').toBe(true);
          expect('text' in reply && reply.text.length > 0).toBe(true);
        }
        state = JSON.parse(JSON.stringify(result.state)) as MenuState;
      }
    }),
    { numRuns: 300 },
  );
});

test('whatever came before, `menu` shows the start and batal leaves no script behind', () => {
  fc.assert(
    fc.property(
      fc.array(inputs(exampleMenu), { minLength: 1, maxLength: 15 }),
      fc.constantFrom('menu', 'batal'),
      facts,
      (before, word, given) => {
        let state: MenuState | null = null;
        for (const input of before) state = step(exampleMenu, state, input, factsOf(given)).state;
        // A number question takes the digit 0 as its answer, but never a word.
        const result = step(exampleMenu, state, { kind: 'text', text: word }, factsOf(given));
        expect(result.state).toMatchObject({ mode: 'MENU', node: 'start', script: null, path: [] });
        expect(result.replies.at(-1)).toMatchObject({ kind: 'choices' });
      },
    ),
    { numRuns: 150 },
  );
});
