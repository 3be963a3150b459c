import type { Menu, MenuNode, MenuQuestion } from './menu-shape.js';
import { placeholders } from './text.js';

/** A fault of a menu and where it stands. */
export interface MenuFault {
  readonly path: string[];
  readonly message: string;
}

/** Placeholders that the channels subgraph fills, by fixed text. */
const expected: Readonly<Partial<Record<keyof Menu['texts'], readonly string[]>>> = {
  complaintFiled: ['ticket', 'pin'],
  complaintResponded: ['ticket', 'text'],
  complaintResolved: ['ticket', 'text'],
  serviceRequestOpened: ['reference'],
  officerJoined: ['officer'],
};

/** Everything about a menu that a shape cannot say: references, reachability, uniqueness, answers, placeholders. */
export function menuFaults(menu: Menu): MenuFault[] {
  return [
    ...referenceFaults(menu),
    ...reachFaults(menu),
    ...choiceFaults(menu),
    ...Object.entries(menu.nodes).flatMap(([id, node]) => scriptFaults(id, node)),
    ...placeholderFaults(menu),
    ...commandFaults(menu),
  ];
}

function targets(node: MenuNode): { path: string[]; id: string }[] {
  const next = node.kind === 'choices' || node.next === undefined ? [] : [{ path: ['next'], id: node.next }];
  const chosen =
    node.kind === 'choices'
      ? node.choices.map((choice, i) => ({ path: ['choices', `${i}`, 'next'], id: choice.next }))
      : [];
  return [...next, ...chosen];
}

function referenceFaults(menu: Menu): MenuFault[] {
  const faults: MenuFault[] = [];
  const start = menu.nodes[menu.start];
  if (!start) faults.push({ path: ['start'], message: `there is no node "${menu.start}"` });
  else if (start.kind !== 'choices') faults.push({ path: ['start'], message: 'the start node must offer choices' });
  for (const [id, node] of Object.entries(menu.nodes)) {
    for (const target of targets(node)) {
      if (!menu.nodes[target.id])
        faults.push({ path: ['nodes', id, ...target.path], message: `there is no node "${target.id}"` });
    }
    if (node.kind === 'choices' || node.action.type !== 'article') continue;
    if (!menu.articles[node.action.id]) {
      faults.push({ path: ['nodes', id, 'action', 'id'], message: `there is no article "${node.action.id}"` });
    }
  }
  return faults;
}

function reachFaults(menu: Menu): MenuFault[] {
  const seen = new Set<string>();
  const open = [menu.start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = menu.nodes[id];
    if (!node || seen.has(id)) continue;
    seen.add(id);
    open.push(...targets(node).map((target) => target.id));
  }
  return Object.keys(menu.nodes)
    .filter((id) => !seen.has(id))
    .map((id) => ({ path: ['nodes', id], message: 'nothing leads to this node' }));
}

function choiceFaults(menu: Menu): MenuFault[] {
  const faults: MenuFault[] = [];
  const owners = new Map<string, string>();
  for (const [id, node] of Object.entries(menu.nodes)) {
    if (node.kind !== 'choices') continue;
    const keys = new Set<string>();
    node.choices.forEach((choice, i) => {
      const path = ['nodes', id, 'choices', `${i}`];
      if (owners.has(choice.id))
        faults.push({ path, message: `choice "${choice.id}" stands in "${owners.get(choice.id)}" already` });
      owners.set(choice.id, id);
      if (keys.has(choice.keypad)) faults.push({ path, message: `key ${choice.keypad} is given twice` });
      if (menu.commands.menu.includes(choice.keypad))
        faults.push({ path, message: `key ${choice.keypad} is a command` });
      keys.add(choice.keypad);
    });
  }
  return faults;
}

function scriptFaults(id: string, node: MenuNode): MenuFault[] {
  if (node.kind !== 'script') return [];
  const faults: MenuFault[] = [];
  const asked = new Map<string, MenuQuestion>();
  node.questions.forEach((question, i) => {
    const path = ['nodes', id, 'questions', `${i}`];
    if (asked.has(question.field)) faults.push({ path, message: `field "${question.field}" is asked twice` });
    faults.push(...questionFaults(question, asked).map((message) => ({ path, message })));
    asked.set(question.field, question);
  });
  const action = node.action;
  if (action.type !== 'fileComplaint') return faults;
  for (const field of [action.category, action.description, action.region]) {
    if (field !== undefined && !asked.has(field)) {
      faults.push({ path: ['nodes', id, 'action'], message: `nothing asks for "${field}"` });
    }
  }
  return faults;
}

function questionFaults(question: MenuQuestion, asked: ReadonlyMap<string, MenuQuestion>): string[] {
  const faults = (question.when ?? [])
    .filter((condition) => 'answer' in condition && !asked.has(condition.answer))
    .map(
      (condition) =>
        `the condition looks at "${'answer' in condition ? condition.answer : ''}", which is not asked before`,
    );
  if (question.kind === 'choice') {
    const keys = question.choices.map((choice) => choice.keypad);
    const values = question.choices.map((choice) => choice.value);
    if (new Set(keys).size < keys.length) faults.push('a key is given twice');
    if (new Set(values).size < values.length) faults.push('a value is given twice');
  }
  if (question.kind === 'text' && question.pattern !== undefined && !compiles(question.pattern)) {
    faults.push('the pattern is not a regular expression');
  }
  const confirm = 'confirm' in question ? question.confirm : undefined;
  if (confirm && [confirm.id, confirm.en].some((text) => placeholders(text).join() !== 'answer')) {
    faults.push('confirm needs {answer} in every language, and nothing else');
  }
  return faults;
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function placeholderFaults(menu: Menu): MenuFault[] {
  const faults: MenuFault[] = [];
  for (const [name, text] of Object.entries(menu.texts)) {
    const wanted = expected[name as keyof Menu['texts']] ?? [];
    for (const language of ['id', 'en'] as const) {
      const found = placeholders(text[language]);
      const path = ['texts', name, language];
      for (const missing of wanted.filter((one) => !found.includes(one)))
        faults.push({ path, message: `{${missing}} is missing` });
      for (const odd of found.filter((one) => !wanted.includes(one)))
        faults.push({ path, message: `nothing fills {${odd}}` });
    }
  }
  return faults;
}

function commandFaults(menu: Menu): MenuFault[] {
  const { menu: back, cancel, skip, language } = menu.commands;
  const words = [...back, ...cancel, ...skip, ...language.id, ...language.en];
  return words
    .filter((word, i) => words.indexOf(word) !== i)
    .map((word) => ({ path: ['commands'], message: `"${word}" means two things` }));
}
