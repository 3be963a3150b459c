import type { InboundContent, Language, Menu, MenuChoice, MenuQuestion } from '../../../../plugins/sdk/index.js';
import { commandOf, offerOf, readInput, type Command, type MenuInput } from './input.js';
import { detectLanguage } from './language.js';
import { answerId, answerTo, confirmationOf } from './question.js';
import { isWalkable, type MenuFacts, type MenuState, type MenuStep } from './state.js';
import { Walk } from './walk.js';

/** How many more words of one language make a sentence that outweighs the language on record. */
const clearLead = 3;

/**
 * One step through a menu: what the participant sent turns the state into the next one, with what to answer and what
 * to do. Pure and total: no input makes it throw, and the state it gives can always be walked on from. Without a
 * state, or with one that the menu no longer knows, it greets and starts: the automatic first reply.
 */
export function step(menu: Menu, state: MenuState | null, content: InboundContent, facts: MenuFacts): MenuStep {
  const input = readInput(content);
  const fresh = state === null || state.mode === 'CLOSED' || !isWalkable(menu, state);
  if (fresh) return firstStep(menu, state, input, facts);
  const walk = new Walk(menu, facts, state);
  if (state.mode === 'QUEUED') listenInQueue(menu, walk, input);
  else react(menu, walk, input, facts);
  return walk.finish();
}

function firstStep(menu: Menu, earlier: MenuState | null, input: MenuInput, facts: MenuFacts): MenuStep {
  const walk = new Walk(menu, facts, null);
  walk.language = firstLanguage(menu, input, facts) ?? earlier?.language ?? facts.language;
  walk.volunteer(menu.texts.greeting);
  const tapped = input.kind === 'choice' ? findChoice(menu, input.id) : undefined;
  if (tapped) walk.choose(tapped.node, tapped.choice.id, tapped.choice.next);
  else walk.toStart();
  return walk.finish();
}

/** The language that a first message asks for or is written in; null when it does not tell. */
function firstLanguage(menu: Menu, input: MenuInput, facts: MenuFacts): Language | null {
  const lead = facts.languageOnRecord ? clearLead : 1;
  if (input.kind === 'choice') return detectLanguage(input.title, lead);
  if (input.kind !== 'text') return null;
  const command = commandOf(menu, input.text);
  return command === 'id' || command === 'en' ? command : detectLanguage(input.text, lead);
}

/** While an officer is being waited for, the menu only hears the words that call it back. */
function listenInQueue(menu: Menu, walk: Walk, input: MenuInput): void {
  const command = input.kind === 'text' ? commandOf(menu, input.text) : null;
  if (command !== 'menu' && command !== 'cancel') return;
  if (command === 'cancel') walk.say(menu.texts.cancelled);
  walk.toStart();
}

function react(menu: Menu, walk: Walk, input: MenuInput, facts: MenuFacts): void {
  if (input.kind === 'silent') return;
  if (input.kind === 'unreadable') {
    walk.volunteer(menu.texts.unreadable);
    return walk.prompt();
  }
  const question = walk.question();
  if (input.kind === 'text') {
    const isNumber = question?.kind === 'number' && answerTo(walk.node, question, input, facts).kind === 'value';
    const command = isNumber ? null : commandOf(menu, input.text);
    if (command) return obey(menu, walk, command, question);
  } else {
    const tapped = findChoice(menu, input.id);
    if (tapped) return follow(walk, tapped);
  }
  if (question) return answer(walk, question, input, facts);
  choose(menu, walk, input);
}

function obey(menu: Menu, walk: Walk, command: Command, question: MenuQuestion | null): void {
  switch (command) {
    case 'menu':
      return walk.toStart();
    case 'cancel':
      walk.say(menu.texts.cancelled);
      return walk.toStart();
    case 'skip':
      if (question?.optional && walk.script) return walk.advance(walk.script.question + 1);
      walk.volunteer(question ? question.invalid : menu.texts.invalidChoice);
      return walk.prompt();
    default:
      walk.setLanguage(command);
      return walk.prompt();
  }
}

interface FoundChoice {
  readonly node: string;
  readonly choice: MenuChoice;
}

/** The node that offers a choice: ids are unique in a menu, so a tap on an older message still finds its node. */
function findChoice(menu: Menu, id: string): FoundChoice | undefined {
  for (const [node, value] of Object.entries(menu.nodes)) {
    const choice = value.kind === 'choices' ? value.choices.find((each) => each.id === id) : undefined;
    if (choice) return { node, choice };
  }
  return undefined;
}

/** A second tap on the choice that opened the running script only repeats the question: nothing answered is lost. */
function follow(walk: Walk, { node, choice }: FoundChoice): void {
  if (walk.script && choice.next === walk.node) return walk.prompt();
  walk.choose(node, choice.id, choice.next);
}

function choose(menu: Menu, walk: Walk, input: MenuInput): void {
  const node = menu.nodes[walk.node];
  const text = input.kind === 'text' ? input.text : input.kind === 'choice' ? input.title : '';
  const choice = node?.kind === 'choices' ? offerOf(node.choices, text) : undefined;
  if (choice) return walk.choose(walk.node, choice.id, choice.next);
  walk.volunteer(menu.texts.invalidChoice);
  walk.prompt();
}

function answer(walk: Walk, question: MenuQuestion, input: MenuInput, facts: MenuFacts): void {
  const { answers, candidates = [], pending } = walk.script!;
  if (pending) return confirm(walk, question, pending.value, input);
  const repeated = Object.entries(answers).some(
    ([field, value]) => input.kind === 'choice' && input.id === answerId(walk.node, field, value),
  );
  if (repeated) return walk.prompt();
  const keyed = input.kind === 'text' ? candidates[Number(input.text) - 1] : undefined;
  const given: MenuInput = keyed === undefined ? input : { kind: 'text', text: keyed };
  const result = answerTo(walk.node, question, given, facts);
  if (result.kind === 'value') {
    const isSpoken = input.kind === 'text' && keyed === undefined;
    if (isSpoken && 'confirm' in question && question.confirm) return walk.confirm(result.value, input.text);
    return walk.answered(question.field, result.value);
  }
  if (result.kind === 'ambiguous') return walk.offer(question, result.regencies);
  walk.volunteer(question.invalid);
  walk.prompt();
}

/** Anything but a yes is no yes: the question "is that right?" comes again, or the one before it. */
function confirm(walk: Walk, question: MenuQuestion, value: string, input: MenuInput): void {
  const meant = confirmationOf(walk.node, question, input);
  if (meant === 'yes') return walk.answered(question.field, value);
  if (meant === 'again') walk.forget();
  walk.prompt();
}
