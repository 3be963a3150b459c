import { createVerify, type KeyLike } from 'node:crypto';
import { startProviderServer, type ProviderAnswer, type ReceivedRequest } from '../../sdk/testing/index.js';
import { record, text, type Json } from '../json.js';
import { fcmRefusal } from './fcm-rules.js';

/** A push that the simulator took. */
export interface TakenPush {
  /** 1, 2, 3 … in order of acceptance. */
  readonly sequence: number;
  readonly token: string;
  readonly message: Json;
}

/** What the next requests shall meet, one entry a request; when used up, pushes are taken by the rules. */
export type FcmFault =
  | {
      readonly kind: 'error';
      readonly errorCode: string;
      readonly status: number;
      readonly retryAfter?: number | string;
      /** Field of a BadRequest detail. */
      readonly field?: string;
    }
  | { readonly kind: 'hang' | 'cut' }
  /** 502 without FCM's own body. */
  | { readonly kind: 'gateway-error' };

export interface FcmSimulatorOptions {
  /** Absent: `simulated`. */
  readonly projectId?: string;
  /** Checks the signature of the service account; absent: any is taken. */
  readonly publicKey?: KeyLike;
  readonly port?: number;
}

/** FCM HTTP v1 and its token service on loopback. */
export interface FcmSimulator {
  /** For MOBILE_JKN_FCM_BASE. */
  readonly url: string;
  readonly taken: readonly TakenPush[];
  /** Requests to `messages:send` that carried a push, refused ones too; `validate_only` does not count. */
  readonly attempts: number;
  /** Access tokens given out. */
  readonly tokens: number;
  fail(...faults: FcmFault[]): void;
  /** From now on this registration token is not registered any more. */
  unregister(token: string): void;
  /** Access tokens given out before are not taken any more. */
  revokeAccess(): void;
  close(): Promise<void>;
}

const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

class Simulation {
  readonly taken: TakenPush[] = [];
  readonly faults: FcmFault[] = [];
  readonly gone = new Set<string>();
  readonly access = new Set<string>();
  attempts = 0;
  tokens = 0;

  constructor(private readonly options: FcmSimulatorOptions) {}

  answer(request: ReceivedRequest): ProviderAnswer {
    if (request.path === '/token') return this.giveToken(request);
    if (request.path === '/simulator/pushes') return { status: 200, json: { pushes: this.taken } };
    const { projectId = 'simulated' } = this.options;
    if (request.path !== `/v1/projects/${projectId}/messages:send`) return refusal('NOT_FOUND', 404);
    const body = record(request.json);
    if (body.validate_only !== true) this.attempts += 1;
    const fault = body.validate_only === true ? undefined : this.faults.shift();
    if (fault) return faultAnswer(fault);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!this.access.has(bearer)) return refusal('UNAUTHENTICATED', 401);
    return this.take(record(body.message), projectId, body.validate_only === true);
  }

  private take(message: Json, projectId: string, isCheck: boolean): ProviderAnswer {
    const token = text(message.token) ?? '';
    const wrong = fcmRefusal(message);
    if (wrong) return refusal('INVALID_ARGUMENT', 400, wrong);
    if (this.gone.has(token)) return refusal('UNREGISTERED', 404);
    if (token.startsWith('foreign:')) return refusal('SENDER_ID_MISMATCH', 403);
    if (!isCheck) this.taken.push({ sequence: this.taken.length + 1, token, message });
    return { status: 200, json: { name: `projects/${projectId}/messages/${this.taken.length}` } };
  }

  private giveToken(request: ReceivedRequest): ProviderAnswer {
    const form = new URLSearchParams(request.text);
    const assertion = form.get('assertion') ?? '';
    if (form.get('grant_type') !== grant || !this.isSigned(assertion))
      return { status: 400, json: { error: 'invalid_grant', error_description: 'Simulated' } };
    this.tokens += 1;
    const token = `simulated-access-${this.tokens}`;
    this.access.add(token);
    return { status: 200, json: { access_token: token, expires_in: 3_599, token_type: 'Bearer' } };
  }

  private isSigned(assertion: string): boolean {
    const [header, claims, signature] = assertion.split('.');
    if (!header || !claims || !signature) return false;
    if (!this.options.publicKey) return true;
    const verify = createVerify('RSA-SHA256').update(`${header}.${claims}`);
    return verify.verify(this.options.publicKey, signature, 'base64url');
  }
}

function faultAnswer(fault: FcmFault): ProviderAnswer {
  if (fault.kind === 'gateway-error') return { status: 502, json: 'Bad Gateway' };
  if (fault.kind !== 'error') return fault.kind;
  return refusal(fault.errorCode, fault.status, fault.field, fault.retryAfter);
}

/** `status` of the google.rpc code, which is coarser than FCM's own. */
const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

function refusal(errorCode: string, status: number, field?: string, retryAfter?: number | string): ProviderAnswer {
  const fcmError = { '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode };
  const violations = { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field }] };
  const details = field === undefined ? [fcmError] : [fcmError, violations];
  return {
    status,
    json: { error: { code: status, message: 'Simulated', status: statuses[status] ?? 'UNKNOWN', details } },
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  };
}

/** Starts the simulator. Rejects with EADDRINUSE when a given port is taken. */
export async function startFcmSimulator(options: FcmSimulatorOptions = {}): Promise<FcmSimulator> {
  const simulation = new Simulation(options);
  const server = await startProviderServer((request) => simulation.answer(request), options.port);
  return {
    url: server.url,
    taken: simulation.taken,
    get attempts() {
      return simulation.attempts;
    },
    get tokens() {
      return simulation.tokens;
    },
    fail: (...faults) => void simulation.faults.push(...faults),
    unregister: (token) => void simulation.gone.add(token),
    revokeAccess: () => simulation.access.clear(),
    close: () => server.close(),
  };
}
