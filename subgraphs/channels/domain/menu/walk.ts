import {
  fill,
  type Language,
  type Menu,
  type MenuAction,
  type MenuQuestion,
  type MessageContent,
  type Text,
} from '../../../../plugins/sdk/index.js';
import {
  articleText,
  choicesMessage,
  confirmMessage,
  questionMessage,
  regencyMessage,
  withPreamble,
} from './prompt.js';
import { applies } from './question.js';
import type { Regency } from '../regions/regency-finder.js';
import type { Answers, MenuEffect, MenuFacts, MenuState, MenuStep, ScriptState } from './state.js';

/** One key each, 1 to 9; 0 leads back to the start. */
const mostCandidates = 9;

/** One step under way: moves through the tree, gathers what is said and what is to be done, and ends in a `MenuStep`. */
export class Walk {
  private readonly said: string[] = [];
  private readonly replies: MessageContent[] = [];
  private readonly effects: MenuEffect[] = [];
  private hops = 0;
  private asked = true;
  language: Language;
  mode: MenuState['mode'] = 'MENU';
  node: string;
  path: readonly string[];
  script: ScriptState | null;

  constructor(
    private readonly menu: Menu,
    private readonly facts: MenuFacts,
    from: MenuState | null,
  ) {
    this.language = from?.language ?? facts.language;
    this.mode = from?.mode ?? 'MENU';
    this.node = from?.node ?? menu.start;
    this.path = from?.path ?? [];
    this.script = from?.script ?? null;
  }

  say(text: Text, values: Readonly<Record<string, string>> = {}): void {
    this.said.push(fill(text[this.language], values));
  }

  /** Says that something was not understood, or greets: nobody asked for that. */
  volunteer(text: Text): void {
    this.asked = false;
    this.say(text);
  }

  setLanguage(language: Language): void {
    this.language = language;
    this.effects.push({ type: 'setLanguage', language });
  }

  /** Back to the first choices. */
  toStart(): void {
    this.mode = 'MENU';
    this.path = [];
    this.enter(this.menu.start);
  }

  /** Follows a choice. Choosing what was chosen on the way here goes back to that point instead of growing the path. */
  choose(owner: string, choiceId: string, next: string): void {
    this.asked = true;
    const known = this.path.indexOf(choiceId);
    const kept = owner === this.node || known >= 0 ? this.path.slice(0, known < 0 ? undefined : known) : [];
    this.node = owner;
    this.path = [...kept, choiceId];
    this.enter(next);
  }

  /** Goes to a node and shows it, or acts and goes on. Trees may run in circles: after as many hops as nodes it is the start. */
  enter(id: string): void {
    this.hops += 1;
    const circling = this.hops > Object.keys(this.menu.nodes).length;
    const node = this.menu.nodes[circling ? this.menu.start : id];
    this.script = null;
    if (node?.kind === 'script') {
      this.node = id;
      this.script = { question: 0, answers: {} };
      this.advance(0);
    } else if (node?.kind === 'action') {
      this.act(node.action, {}, node.text);
      this.goOn(node.action, node.next);
    } else {
      this.node = circling || !node ? this.menu.start : id;
      this.prompt();
    }
  }

  /** The question that waits, or null outside a script. */
  question(): MenuQuestion | null {
    const node = this.menu.nodes[this.node];
    return node?.kind === 'script' && this.script ? (node.questions[this.script.question] ?? null) : null;
  }

  /** Keeps an answer and asks the next question; after the last one the script acts. */
  answered(field: string, value: string): void {
    const script = this.script!;
    this.script = { question: script.question, answers: { ...script.answers, [field]: value } };
    this.advance(script.question + 1);
  }

  /** Asks the first question from an index on whose conditions hold; without one the script is done. */
  advance(from: number): void {
    const node = this.menu.nodes[this.node];
    if (node?.kind !== 'script' || !this.script) return this.toStart();
    const { answers } = this.script;
    const next = node.questions.findIndex((question, i) => i >= from && applies(question, answers, this.facts));
    if (next >= 0) {
      this.script = { question: next, answers };
      return this.prompt();
    }
    this.script = null;
    this.act(node.action, answers, node.done);
    this.goOn(node.action, node.next);
  }

  /** Asks whether an answer was understood; it counts once it is confirmed. */
  confirm(value: string, words: string): void {
    const { question, answers } = this.script!;
    this.script = { question, answers, pending: { value, words } };
    this.prompt();
  }

  /** Forgets an answer that was misunderstood. */
  forget(): void {
    const { question, answers } = this.script!;
    this.script = { question, answers };
  }

  /** Offers the regencies that an answer may mean. */
  offer(question: MenuQuestion, regencies: readonly Regency[]): void {
    const some = regencies.slice(0, mostCandidates);
    this.script = { ...this.script!, candidates: some.map((regency) => regency.code) };
    this.show(regencyMessage(this.node, question, some, this.language));
  }

  /** Shows where the walk stands: the choices, or the question. */
  prompt(): void {
    const node = this.menu.nodes[this.node];
    const question = this.question();
    const words = this.script?.pending?.words;
    if (question && 'confirm' in question && words !== undefined)
      this.show(confirmMessage(this.node, question, words, this.language));
    else if (question) this.show(questionMessage(this.node, question, this.language));
    else if (node?.kind === 'choices') this.show(choicesMessage(node, this.language));
  }

  finish(): MenuStep {
    const { language, mode, node, path, script } = this;
    return {
      state: { menuVersion: this.menu.version, language, mode, node, path, script },
      replies: [...this.replies, ...withPreamble(this.said, null)],
      effects: this.effects,
      asked: this.asked,
    };
  }

  private show(message: MessageContent): void {
    this.replies.push(...withPreamble(this.said.splice(0), message));
  }

  private act(action: MenuAction, answers: Answers, text: Text | undefined): void {
    this.record(action, answers);
    if (text) this.say(text);
  }

  private record(action: MenuAction, answers: Answers): void {
    const { texts, articles } = this.menu;
    switch (action.type) {
      case 'fileComplaint':
        return this.fileComplaint(action, answers);
      case 'openServiceRequest': {
        const { kind, code = null } = action;
        const { reference } = this.facts;
        this.effects.push({ type: 'openServiceRequest', kind, code, reference, payload: answers });
        return this.say(texts.serviceRequestOpened, { reference });
      }
      case 'article': {
        const article = articles[action.id];
        this.effects.push({ type: 'article', id: action.id });
        if (article) this.said.push(articleText(article, this.language));
        return;
      }
      case 'handOff':
        this.mode = 'QUEUED';
        this.effects.push({ type: 'handOff', skill: action.skill });
        return this.say(texts.handedOff);
      case 'setLanguage':
        return this.setLanguage(action.language);
      case 'close':
        this.mode = 'CLOSED';
        this.effects.push({ type: 'close' });
        return this.say(texts.closed);
    }
  }

  private fileComplaint(action: Extract<MenuAction, { type: 'fileComplaint' }>, answers: Answers): void {
    this.effects.push({
      type: 'fileComplaint',
      category: answers[action.category] ?? 'OTHER',
      description: answers[action.description] ?? '',
      region: (action.region && answers[action.region]) || this.facts.region,
    });
    this.say(this.menu.texts.complaintReceived);
  }

  /** What follows an action: its next node; else information leads back to the choices it came from, and a deed rests at the start. */
  private goOn(action: MenuAction, next: string | undefined): void {
    const ended = this.mode !== 'MENU';
    if (!ended && next !== undefined) return this.enter(next);
    const stays = !ended && (action.type === 'article' || action.type === 'setLanguage');
    if (stays && this.menu.nodes[this.node]?.kind === 'choices') return this.prompt();
    this.node = this.menu.start;
    // An officer wants to see where in the menu the participant asked for help.
    if (!ended) this.path = [];
    if (stays) this.prompt();
  }
}
