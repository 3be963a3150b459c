import type { PersonChoice, ShownMessage, SimulatedPerson } from '../../sdk/index.js';
import type { CareCenterConfig } from '../config.js';
import { loopbackPort, startDevelopmentSimulator } from './development.js';

const defaultNumber = '6289900000001';

/**
 * A caller at a terminal: digits, `*` and `#` are keys, everything else is spoken; `/silence` says nothing, `/hangup`
 * hangs up. The call is placed when the terminal opens.
 * @throws RangeError for a number that is none, and for an API base that is not this simulator's
 */
export async function simulatedPerson(
  config: CareCenterConfig,
  webhookUrl: string,
  { key = defaultNumber }: PersonChoice,
): Promise<SimulatedPerson> {
  const digits = key.replace(/^\+/, '').replace(/^0/, '62');
  if (!/^[1-9]\d{6,14}$/.test(digits)) throw new RangeError('Expected a number such as 6289900000001.');
  if (loopbackPort(config.apiBase) === null)
    throw new RangeError('apiBase must be on 127.0.0.1 (for the hub too): this is a simulator, not Twilio.');
  const own = await startDevelopmentSimulator(config, webhookUrl);
  const line = new Line(new URL(config.apiBase).origin);
  await line.open(`+${digits}`);
  return {
    title: `Care Center 165: a call from +${digits} (digits * # are keys, words are spoken, /silence, /hangup)`,
    next: () => line.next(),
    say: (words) => line.say(words),
    async close() {
      await line.act('hangup').catch(() => undefined);
      await own?.close();
    },
  };
}

/** A call at a simulator, of this or another process. */
class Line {
  private sid = '';
  private heard = 0;
  private isOver = false;

  constructor(private readonly origin: string) {}

  async open(from: string): Promise<void> {
    const response = await this.request('', new URLSearchParams({ from })).catch(() => null);
    const { sid } = ((await response?.json().catch(() => null)) ?? {}) as { sid?: string };
    if (sid === undefined) throw new RangeError(`Something else than a simulator serves at ${this.origin}.`);
    this.sid = sid;
  }

  async next(): Promise<ShownMessage[]> {
    if (this.isOver) return new Promise(() => undefined);
    const response = await fetch(`${this.origin}/simulator/calls/${this.sid}/heard?after=${this.heard}`);
    const { heard, over } = (await response.json()) as { heard: string[]; over: boolean };
    this.heard += heard.length;
    const isEnd = over && heard.length === 0;
    this.isOver = isEnd;
    return [...heard, ...(isEnd ? ['(The call is over.)'] : [])].map((text) => ({ text, choices: [] }));
  }

  async say(words: string): Promise<string | null> {
    if (words === '/hangup' || words === '/silence') return this.act(words.slice(1));
    return /^[0-9*#]+$/.test(words) ? this.act('keys', { keys: words }) : this.act('words', { words });
  }

  /** Null: done; else what is wrong. */
  async act(action: string, form: Record<string, string> = {}): Promise<string | null> {
    const response = await this.request(`/${this.sid}/${action}`, new URLSearchParams(form));
    return response.ok ? null : 'The call does not listen now, or is over.';
  }

  private request(path: string, body: URLSearchParams): Promise<Response> {
    return fetch(`${this.origin}/simulator/calls${path}`, { method: 'POST', body });
  }
}
