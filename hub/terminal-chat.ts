import type { ShownChoice, ShownMessage, SimulatedPerson } from '../plugins/sdk/index.js';

export interface ChatOptions {
  readonly person: Pick<SimulatedPerson, 'next' | 'say'>;
  readonly input: AsyncIterable<string>;
  readonly output: (text: string) => void;
  /** Lines come from a file or pipe: each waits for the reply to the one before. */
  readonly scripted: boolean;
}

/** Silence, in milliseconds, after which a scripted chat takes the hub's turn for ended; and the longest wait for one. */
const quiet = 700;
const patience = 15_000;

/** Plays one person until the input ends. The number of a shown choice is a tap on it, everything else is text. */
export async function chat({ person, input, output, scripted }: ChatOptions): Promise<void> {
  const turns = new Turns(person, output);
  const listening = turns.listen();
  for await (const typed of input) {
    const words = typed.trim();
    if (words === '/quit') break;
    if (words === '') continue;
    if (scripted) output(`\n> ${words}\n`);
    const saidAt = Date.now();
    const problem = await person.say(words, turns.tapOf(words)).catch(unreachable);
    if (problem !== null) output(`\n${problem}\n`);
    else if (scripted) await turns.end(saidAt);
  }
  turns.ended = true;
  if (scripted) await Promise.race([listening, pause(quiet)]);
}

class Turns {
  ended = false;
  private shown: readonly ShownChoice[] = [];
  private lastAt = Date.now();

  constructor(
    private readonly person: ChatOptions['person'],
    private readonly output: ChatOptions['output'],
  ) {}

  async listen(): Promise<void> {
    try {
      while (!this.ended) for (const message of await this.person.next()) this.show(message);
    } catch (error) {
      if (!this.ended) this.output(`\nThe simulator is gone: ${(error as Error).message}\n`);
    }
  }

  tapOf(words: string): ShownChoice | undefined {
    return /^\d{1,2}$/.test(words) ? this.shown[Number(words) - 1] : undefined;
  }

  /** Resolves when the hub has answered and is quiet, or does not answer. */
  async end(saidAt: number): Promise<void> {
    while (this.lastAt < saidAt && Date.now() - saidAt < patience) await pause(20);
    while (Date.now() - this.lastAt < quiet) await pause(20);
  }

  private show({ text, choices }: ShownMessage): void {
    if (choices.length > 0) this.shown = choices;
    this.lastAt = Date.now();
    this.output(`\n${text.replace(/^/gm, '  │ ')}\n`);
  }
}

const pause = (wait: number) => new Promise((resolve) => setTimeout(resolve, wait));

const unreachable = () => 'The hub does not answer. Start it with `npm start`, or say where it is with KANAL_URL.';
