import { startFcmSimulator, type FcmSimulator } from '../simulator/fcm-simulator.js';
import { startSmsSimulator, type SmsSimulator } from '../simulator/sms-simulator.js';
import type { App, AppEntry, AppPerson } from './app.js';
import { ask, awaited } from './ask.js';

/** A running hub, as far as the tests of the app need it. */
export interface RunningHub {
  readonly url: string;
  token(request: {
    readonly role: 'participant' | 'officer' | 'admin';
    readonly participant?: string;
    readonly subject?: string;
  }): Promise<string>;
  close(): Promise<void>;
}

/** Fictional, and in no seed. */
export const seroja: AppPerson = {
  name: 'Seroja Rekaan',
  nationalId: '6171015203959101',
  birthDate: '1995-03-12',
  phone: '0899-0000-0101',
};

/** A hub with the app's push service and SMS gateway on loopback. */
export class AppWorld {
  private constructor(
    readonly hub: RunningHub,
    readonly fcm: FcmSimulator,
    readonly sms: SmsSimulator,
    readonly officer: string,
    readonly admin: string,
  ) {}

  /** @param startHub starts a hub with some settings in its environment */
  static async start(
    startHub: (options: { environment: Record<string, string> }) => Promise<RunningHub>,
  ): Promise<AppWorld> {
    const fcm = await startFcmSimulator();
    const sms = await startSmsSimulator({ token: 'dev-mobile-jkn-sms-token' });
    const environment = { MOBILE_JKN_FCM_BASE: fcm.url, MOBILE_JKN_SMS_GATEWAY_URL: sms.url };
    const hub = await startHub({ environment });
    const [officer, admin] = [await hub.token({ role: 'officer' }), await hub.token({ role: 'admin' })];
    return new AppWorld(hub, fcm, sms, officer, admin);
  }

  async close(): Promise<void> {
    await this.hub.close();
    await this.fcm.close();
    await this.sms.close();
  }

  /** The code that a telephone got last. */
  codeOf({ phone }: AppPerson): string {
    const code = this.sms.lastCode(`+62${phone.replace(/\D/g, '').slice(1)}`);
    if (!code) throw new Error('No code was sent.');
    return code;
  }

  /** Registers by one-time code and signs in. */
  async register(app: App): Promise<void> {
    const { challenge } = await app.requestCode();
    const { proof } = await app.confirm(challenge, this.codeOf(app.person));
    await app.signIn(proof, this.admin);
  }

  /** The entry of the inbox that says something, as soon as it is there. */
  hear(app: App, words: RegExp): Promise<AppEntry> {
    return awaited(async () => (await app.inbox()).entries.find(({ text }) => words.test(text)));
  }

  /** An officer takes a service request on. */
  advance(serviceRequestId: string, status: string, note?: string) {
    const mutation =
      'mutation($input: AdvanceServiceRequestInput!) { advanceServiceRequest(input: $input) { __typename } }';
    return ask(this.hub.url, this.officer, mutation, { input: { serviceRequestId, status, note } });
  }

  /** Messages of the channel as officers see them. */
  async messages(): Promise<{ id: string; status: string }[]> {
    const query =
      '{ inbox(channel: "mobile-jkn", first: 50) { edges { node { messages(first: 100) { edges { node { id status } } } } } } }';
    const { inbox } = await ask(this.hub.url, this.officer, query);
    type Edges<T> = { readonly edges: readonly { readonly node: T }[] };
    const conversations = (inbox as Edges<{ messages: Edges<{ id: string; status: string }> }>).edges;
    return conversations.flatMap(({ node }) => node.messages.edges.map((edge) => edge.node));
  }
}
