import type { Language, Menu, MessageContent, ServiceRequestKind } from '../../../../plugins/sdk/index.js';
import type { Regency } from '../regions/regency-finder.js';

/** Where a conversation stands in a menu. Plain data: kept with the conversation, sealed, because answers are personal. */
export interface MenuState {
  readonly menuVersion: string;
  readonly language: Language;
  /** QUEUED: handed to an officer, the menu only listens for its commands. CLOSED: the participant is done. */
  readonly mode: 'MENU' | 'QUEUED' | 'CLOSED';
  /** Id of a `choices` node, or of the `script` node that is under way. */
  readonly node: string;
  /** Ids of the choices that led here from the start. */
  readonly path: readonly string[];
  readonly script: ScriptState | null;
}

/** A script under way: the question that waits for its answer, and the answers before it by field. */
export interface ScriptState {
  readonly question: number;
  readonly answers: Answers;
  /** Kemendagri codes offered because an answer fitted several regencies, in the order of their keys 1, 2, ... */
  readonly candidates?: readonly string[];
  /** An answer that counts once it is confirmed, and the words in which it was given. */
  readonly pending?: { readonly value: string; readonly words: string };
}

export type Answers = Readonly<Record<string, string>>;

/** What the engine may know of the world. All of it comes from the caller: the engine itself looks nowhere. */
export interface MenuFacts {
  /** The sender is a participant that the hub recognised. */
  readonly participant: boolean;
  /** Kemendagri code of the sender's regency, when it is known. */
  readonly region: string | null;
  /** Local date, `YYYY-MM-DD`. */
  readonly today: string;
  /** Language to begin in when the first message does not tell. */
  readonly language: Language;
  /** The language is on record, not guessed: only a clear sentence in the other one begins in that. */
  readonly languageOnRecord: boolean;
  /** Reference that a service request gets if this step opens one. */
  readonly reference: string;
  /** Regencies that a text may mean; none when it means none. */
  findRegencies(text: string): readonly Regency[];
}

/** What the caller has to carry out, in the transaction that also keeps the new state. */
export type MenuEffect =
  | {
      readonly type: 'fileComplaint';
      readonly category: string;
      readonly description: string;
      readonly region: string | null;
    }
  | {
      readonly type: 'openServiceRequest';
      readonly kind: ServiceRequestKind;
      readonly code: string | null;
      readonly reference: string;
      readonly payload: Answers;
    }
  | { readonly type: 'article'; readonly id: string }
  | { readonly type: 'handOff'; readonly skill: string }
  | { readonly type: 'setLanguage'; readonly language: Language }
  | { readonly type: 'close' };

export interface MenuStep {
  readonly state: MenuState;
  /** In the order in which they are to be sent; none when silence is the answer. */
  readonly replies: readonly MessageContent[];
  readonly effects: readonly MenuEffect[];
  /** False: what is said was not asked for: a greeting, or the word that something was not understood. */
  readonly asked: boolean;
}

/**
 * True when a state can be walked on from under a menu: its node exists, a script is under way exactly on script
 * nodes, and its question exists. A state of another menu version may be refused;
 * the engine then starts again instead of failing.
 */
export function isWalkable(menu: Menu, state: MenuState): boolean {
  const node = menu.nodes[state.node];
  if (!node || node.kind === 'action') return false;
  if ((node.kind === 'script') !== (state.script !== null)) return false;
  if (node.kind !== 'script' || state.script === null) return true;
  const fields = node.questions.slice(0, state.script.question).map((question) => question.field);
  return (
    node.questions[state.script.question] !== undefined &&
    Object.keys(state.script.answers).every((field) => fields.includes(field))
  );
}
