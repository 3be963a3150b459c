import { randomBytes } from 'node:crypto';
import { CallWaits, type CallerAct } from './call-waits.js';
import { twimlFaults } from './twiml-rules.js';
import { deliver, type Delivered, type DeliveryOptions, type Form } from './webhooks.js';
import { parseXml, type Element } from './xml.js';

/** How the officer's line answers. */
export type LineAnswer = 'answer' | 'busy' | 'no-answer';

export interface CallOptions extends DeliveryOptions {
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly sid: string;
  /** Milliseconds that stand for a second of a Pause. */
  readonly second: number;
  /** Key presses in the queue are waited for so long, in milliseconds; absent: until the test acts. */
  readonly queuePatience?: number;
  readonly officer: (address: string) => LineAnswer;
  /** Called with everything that the caller hears. */
  readonly heard?: (text: string) => void;
}

/** Where the call goes on: an address to ask, or a document at hand. */
type Next = { readonly url: string; readonly form?: Form } | { readonly twiml: string };
type Outcome = Next | 'hangup' | undefined;
type Context = 'call' | 'queue';

class Interrupted extends Error {}

export const sid = (prefix: string) => `${prefix}${randomBytes(16).toString('hex')}`;

/** One call as Twilio runs it: asks the hub, follows its documents, reports, and lets a test be the caller. */
export class SimulatedCall {
  /** What was said to the caller, oldest first. */
  readonly heard: string[] = [];
  readonly delivered: Delivered[] = [];
  /** What Twilio would reject in the hub's documents. */
  readonly faults: string[] = [];
  readonly waits = new CallWaits();
  private generation = 0;
  private replace: ((next: Next | 'hangup') => void) | undefined;
  private sequence = 0;
  private queueSeconds = 0;
  private isQueued = false;
  private queueAction = '';
  isOver = false;
  private readonly done: Promise<void>;

  constructor(private readonly options: CallOptions) {
    this.done = this.run();
  }

  get sid(): string {
    return this.options.sid;
  }

  /** Resolves when the call is over and everything is reported. */
  ended(): Promise<void> {
    return this.done;
  }

  /** A live call goes on elsewhere, as by the REST API. False: it is over. */
  modify(next: Next | 'hangup'): boolean {
    if (this.isOver || !this.replace) return false;
    this.generation += 1;
    this.replace(next);
    return true;
  }

  hangUp(): void {
    this.modify('hangup');
  }

  private async run(): Promise<void> {
    let next: Outcome = { url: this.options.publicUrl };
    while (next && next !== 'hangup') {
      const generation = this.generation;
      const replaced = new Promise<Next | 'hangup'>((resolve) => (this.replace = resolve));
      const current: Next = next;
      next = await Promise.race([this.follow(current, 'call', generation), replaced]);
      this.waits.interrupt();
      if (generation !== this.generation && this.isQueued)
        await this.leaveQueue(next === 'hangup' ? 'hangup' : 'redirected');
    }
    this.isOver = true;
    this.waits.reach('ended');
    await this.report('?step=status', {
      CallStatus: 'completed',
      CallDuration: '42',
      SequenceNumber: '0',
      Timestamp: new Date().toUTCString().replace('GMT', '+0000'),
    });
    this.waits.reach('reported');
  }

  /** Asks for a document, or takes the one at hand, and performs it. What goes wrong leads to the fallback. */
  private async follow(next: Next, context: Context, generation: number): Promise<Outcome> {
    try {
      const text = 'twiml' in next ? next.twiml : await this.fetchDocument(next);
      const document = parseXml(text);
      this.faults.push(...twimlFaults(document, Buffer.byteLength(text), context));
      return await this.perform(document, context, generation);
    } catch (error) {
      if (error instanceof Interrupted || generation !== this.generation) return new Promise(() => undefined);
      return this.fallback(next, error as Error, generation);
    }
  }

  private async fallback(failed: Next, error: Error, generation: number): Promise<Outcome> {
    if ('url' in failed && failed.url.includes('step=fallback')) return 'hangup';
    const code = error instanceof SyntaxError ? '12100' : error.message === 'timeout' ? '11205' : '11200';
    const url = `${this.options.publicUrl}?step=fallback`;
    const form = { ErrorCode: code, ErrorUrl: 'url' in failed ? failed.url : '' };
    return this.follow({ url, form }, 'call', generation);
  }

  private async fetchDocument({ url, form = {} }: { url: string; form?: Form }): Promise<string> {
    const { statuses, bodies } = await this.post(url, { CallStatus: 'in-progress', ...form });
    if (statuses[0] === 0) throw new Error('timeout');
    if (statuses[0] !== 200) throw new Error(`HTTP ${statuses[0]}`);
    return bodies[0] ?? '';
  }

  private async perform(document: Element, context: Context, generation: number): Promise<Outcome> {
    for (const verb of document.children) {
      if (generation !== this.generation) throw new Interrupted();
      const outcome = await this.verb(verb, context, generation);
      if (outcome !== undefined) return outcome;
    }
    return context === 'queue' ? undefined : 'hangup';
  }

  private async verb(verb: Element, context: Context, generation: number): Promise<Outcome> {
    switch (verb.name) {
      case 'Say':
        return this.say(verb);
      case 'Pause':
        await this.waits.rest(Number(verb.attributes.length ?? 1) * this.options.second);
        return undefined;
      case 'Redirect':
        return { url: verb.text };
      case 'Gather':
        return this.gather(verb, context);
      case 'Enqueue':
        return this.enqueue(verb, generation);
      case 'Dial':
        return this.dial(verb);
      case 'Record':
        return this.record(verb);
      default:
        return 'hangup';
    }
  }

  private say({ text }: Element): undefined {
    this.heard.push(text);
    this.options.heard?.(text);
    this.waits.news();
  }

  private async gather(verb: Element, context: Context): Promise<Outcome> {
    for (const child of verb.children) if (child.name === 'Say') this.say(child);
    const { action = '', input = 'dtmf' } = verb.attributes;
    const patience = context === 'queue' ? this.options.queuePatience : undefined;
    const act = await this.waits.forCaller(context === 'queue' ? 'queued' : 'listening', patience);
    const form = heardForm(act, verb.attributes, input.includes('speech'));
    if (!form && verb.attributes.actionOnEmptyResult !== 'true') return undefined;
    return { url: action, form: form ?? { Digits: '' } };
  }

  private async enqueue({ attributes }: Element, generation: number): Promise<Outcome> {
    const { waitUrl = '', action = '' } = attributes;
    this.isQueued = true;
    this.queueAction = action;
    this.queueSeconds = 0;
    let url = waitUrl;
    for (;;) {
      const form = { QueuePosition: '1', QueueTime: String(this.queueSeconds), CurrentQueueSize: '1' };
      const outcome = await this.waitDocument({ url, form }, generation);
      if (generation !== this.generation) throw new Interrupted();
      if (outcome === 'leave') break;
      if (outcome === 'hangup') return 'hangup';
      url = outcome ?? waitUrl;
      this.queueSeconds += 20;
    }
    this.isQueued = false;
    return { url: action, form: { QueueResult: 'leave', QueueTime: String(this.queueSeconds) } };
  }

  /** One document that is heard in the queue; the address of the next one, or how the wait ends. */
  private async waitDocument(
    next: { url: string; form: Form },
    generation: number,
  ): Promise<string | 'leave' | undefined> {
    const document = parseXml(await this.fetchDocument(next));
    this.faults.push(...twimlFaults(document, 0, 'queue'));
    for (const verb of document.children) {
      if (generation !== this.generation) throw new Interrupted();
      if (verb.name === 'Leave') return 'leave';
      const outcome = await this.verb(verb, 'queue', generation);
      if (outcome === 'hangup') return 'hangup';
      if (outcome && 'url' in outcome && verb.name === 'Redirect') return outcome.url;
      if (outcome && 'url' in outcome) {
        const { url, form = {} } = outcome;
        return this.waitDocument({ url, form: { ...next.form, ...form } }, generation);
      }
    }
    return undefined;
  }

  private async leaveQueue(result: string): Promise<void> {
    this.isQueued = false;
    await this.post(this.queueAction, { CallStatus: 'in-progress', QueueResult: result, QueueTime: '20' });
  }

  private async dial({ attributes, children }: Element): Promise<Outcome> {
    const [line] = children;
    const leg = sid('CA');
    const answer = this.options.officer(line?.text ?? '');
    const after = (status: string) => ({
      url: attributes.action ?? '',
      form: { DialCallStatus: status, DialCallSid: leg, DialCallDuration: '30' },
    });
    if (answer !== 'answer') return after(answer);
    const timestamp = new Date().toUTCString().replace('GMT', '+0000');
    await this.post(line?.attributes.statusCallback ?? '', {
      ...{ CallSid: leg, ParentCallSid: this.sid, CallStatus: 'in-progress', From: this.options.to },
      ...{ To: line?.text ?? '', SequenceNumber: '2', Timestamp: timestamp },
    });
    const isRecorded = attributes.record?.startsWith('record-from-answer') === true;
    try {
      await this.waits.forCaller('bridged');
    } finally {
      if (isRecorded) void this.recorded(attributes.recordingStatusCallback ?? '');
    }
    return after('completed');
  }

  private async record({ attributes }: Element): Promise<Outcome> {
    const act = await this.waits.forCaller('recording');
    const isEmpty = act.kind === 'silence';
    if (!isEmpty) void this.recorded(attributes.recordingStatusCallback ?? '');
    return isEmpty ? undefined : { url: attributes.action ?? '', form: { RecordingDuration: '7', Digits: '#' } };
  }

  private async recorded(url: string): Promise<void> {
    const recording = sid('RE');
    await this.post(url, {
      RecordingSid: recording,
      RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${this.options.accountSid}/Recordings/${recording}`,
      RecordingStatus: 'completed',
      RecordingDuration: '7',
      RecordingChannels: '2',
    });
    this.waits.reach('recorded');
  }

  private async report(query: string, form: Form): Promise<void> {
    await this.post(`${this.options.publicUrl}${query}`, { ...form, SequenceNumber: String(this.sequence++) });
  }

  private async post(url: string, form: Form): Promise<Delivered> {
    const { accountSid, from, to } = this.options;
    const base = { CallSid: this.sid, AccountSid: accountSid, From: from, To: to, Direction: 'inbound' };
    const delivered = await deliver(this.options, url, { ...base, ApiVersion: '2010-04-01', ...form });
    this.delivered.push(delivered);
    return delivered;
  }
}

/** What a Gather reports; null: it heard nothing. */
function heardForm(act: CallerAct, attributes: Readonly<Record<string, string>>, hearsSpeech: boolean): Form | null {
  if (act.kind === 'words') return hearsSpeech ? { SpeechResult: act.words, Confidence: '0.92' } : null;
  if (act.kind !== 'keys') return null;
  const { finishOnKey = '#', numDigits = '1000' } = attributes;
  const ended = finishOnKey === '' ? act.keys : (act.keys.split(finishOnKey)[0] ?? '');
  const digits = ended.slice(0, Number(numDigits));
  return digits === '' ? null : { Digits: digits };
}
