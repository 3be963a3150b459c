import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SimulatedCall, sid, type LineAnswer } from './call.js';
import { control } from './control.js';
import { parseXml, type Element } from './xml.js';

/** What the next modifications of calls shall meet, one entry a request; when used up, they are taken. */
export type Fault =
  | { readonly kind: 'error'; readonly status: number; readonly code: number; readonly retryAfter?: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Takes the request and cuts the connection. */
  | { readonly kind: 'cut' }
  /** 502 without Twilio's JSON. */
  | { readonly kind: 'unavailable' };

export interface SimulatorOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** The webhook as Twilio knows it: what is signed. */
  readonly publicUrl: string;
  /** Where webhooks really go; absent: calls are not placed, only modified. */
  readonly webhookUrl?: string;
  readonly port?: number;
  /** Milliseconds that stand for a second of a Pause (default 20), and of the wait for a key in the queue (default: for ever). */
  readonly second?: number;
  readonly queuePatience?: number;
  /** Milliseconds after which a webhook is given up. Default 15 s, as Twilio. */
  readonly patience?: number;
}

/** How a call is placed. */
export interface PlacedCall {
  /** E.164 with `+`, or what Twilio gives for hidden numbers. */
  readonly from?: string;
  readonly to?: string;
  /** How often every webhook of the call is posted. Default 1. */
  readonly times?: number;
  readonly officer?: (address: string) => LineAnswer;
}

interface RestAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const failure = (status: number, code: number, headers = {}): RestAnswer => ({
  status,
  json: { code, message: 'Simulated', more_info: `https://www.twilio.com/docs/errors/${code}`, status },
  headers,
});

const longestTwiml = 4_000;

/** Twilio on loopback: places calls at the hub, and serves the part of the REST API that a live call needs. */
export class TwilioSimulator {
  /** For `..._API_BASE`. */
  apiBase = '';
  readonly calls = new Map<string, SimulatedCall>();
  /** Documents that live calls were given by the REST API, oldest first. */
  readonly modifications: Element[] = [];
  /** Requests that modify a call, refused ones too. */
  attempts = 0;
  private readonly faults: Fault[] = [];
  /** Calls that only take modifications: for tests without a hub. */
  private readonly standIns = new Set<string>();
  private server: Server | undefined;

  private webhookUrl: string | undefined;

  constructor(private readonly options: SimulatorOptions) {
    this.webhookUrl = options.webhookUrl;
  }

  /** Says where webhooks really go, for a hub that started later. */
  connect(webhookUrl: string): void {
    this.webhookUrl = webhookUrl;
  }

  /** Listens on loopback. Rejects with EADDRINUSE when the port is taken. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.serve(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.options.port ?? 0, '127.0.0.1', resolve);
    });
    this.server = server;
    this.apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }

  /** Hangs up every call and stops listening. */
  async close(): Promise<void> {
    for (const call of this.calls.values()) call.hangUp();
    await Promise.all([...this.calls.values()].map((call) => call.ended()));
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
  }

  fail(...faults: Fault[]): void {
    this.faults.push(...faults);
  }

  /** Somebody calls. */
  call({
    from = '+6289900000001',
    to = '+6221165',
    times = 1,
    officer = () => 'answer',
  }: PlacedCall = {}): SimulatedCall {
    const { accountSid, authToken, publicUrl, second = 20, queuePatience, patience = 15_000 } = this.options;
    const { webhookUrl } = this;
    if (webhookUrl === undefined) throw new Error('A simulator without webhookUrl places no calls.');
    const delivery = { authToken, publicUrl, webhookUrl, times, patience };
    const waiting = queuePatience === undefined ? {} : { queuePatience };
    const call = new SimulatedCall({ ...delivery, ...waiting, accountSid, from, to, sid: sid('CA'), second, officer });
    this.calls.set(call.sid, call);
    return call;
  }

  /** A live call of this id that asks nobody: it only takes modifications. */
  standIn(callSid: string): void {
    this.standIns.add(callSid);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const body = await bodyOf(request);
    if (url.pathname.startsWith('/simulator/')) return control(this, url, body, response);
    const answer = this.rest(request, url.pathname, new URLSearchParams(body));
    if (answer === 'hang') return;
    if (answer === 'cut') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.json === 'string' ? answer.json : JSON.stringify(answer.json));
  }

  private rest(request: IncomingMessage, path: string, form: URLSearchParams): RestAnswer | 'hang' | 'cut' {
    const { accountSid, authToken } = this.options;
    const credentials = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    const base = `/2010-04-01/Accounts/${accountSid}`;
    const callSid = /\/Calls\/(\w+)\.json$/.exec(path)?.[1];
    const isModification = callSid !== undefined && request.method === 'POST';
    if (isModification) this.attempts += 1;
    if (request.headers.authorization !== credentials || !path.startsWith(base)) return failure(401, 20003);
    if (path === `${base}.json`) return { status: 200, json: { sid: accountSid, status: 'active' } };
    const recording = /\/Recordings\/(RE\w+)\.json$/.exec(path)?.[1];
    if (recording) return { status: 200, json: { sid: recording, status: 'completed', duration: '7' } };
    if (!isModification) return failure(404, 20404);
    const fault = this.faults.shift();
    if (fault) return faultAnswer(fault);
    return this.modify(callSid, form);
  }

  private modify(callSid: string, form: URLSearchParams): RestAnswer {
    const call = this.calls.get(callSid);
    if (!call && !this.standIns.has(callSid)) return failure(404, 20404);
    const twiml = form.get('Twiml');
    const url = form.get('Url');
    if ((twiml ?? '').length > longestTwiml) return failure(400, 21601);
    if (twiml !== null) {
      try {
        this.modifications.push(parseXml(twiml));
      } catch {
        return failure(400, 12100);
      }
    }
    const next = twiml !== null ? { twiml } : url !== null ? { url } : 'hangup';
    if (call?.modify(next) === false) return failure(400, 21220);
    return { status: 200, json: { sid: callSid, status: 'in-progress' } };
  }
}

function faultAnswer(fault: Fault): RestAnswer | 'hang' | 'cut' {
  if (fault.kind === 'hang' || fault.kind === 'cut') return fault.kind;
  if (fault.kind === 'unavailable') return { status: 502, json: 'Bad Gateway' };
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  return failure(fault.status, fault.code, headers);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
