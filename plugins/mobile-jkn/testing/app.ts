import { randomUUID } from 'node:crypto';
import { ask } from './ask.js';

/** The hub, as far as the app needs it. */
export interface AppHub {
  readonly url: string;
  token(request: { role: 'participant'; participant: string; subject: string }): Promise<string>;
}

/** Who registers; fictional. */
export interface AppPerson {
  readonly name: string;
  readonly nationalId: string;
  readonly birthDate: string;
  readonly phone: string;
}

const inboxQuery = `{ mobileJknInbox(first: 50) { unreadCount pageInfo { hasNextPage endCursor }
  entries { id sequence read kind text choices { id title } } } }`;

/** One entry of the inbox, as the app reads it. */
export interface AppEntry {
  readonly id: string;
  readonly sequence: number;
  readonly read: boolean;
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly title: string }[];
}

/** The app of one person, on one telephone, against a running hub. */
export class App {
  readonly installation = `app-${randomUUID()}`;
  token: string | undefined;
  participantId: string | undefined;

  constructor(
    private readonly hub: AppHub,
    readonly person: AppPerson,
  ) {}

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they asked for
  ask(query: string, variables?: object): Promise<any> {
    return ask(this.hub.url, this.token, query, variables);
  }

  /** A mutation with one input; its result with `__typename` and the fields asked for. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they asked for
  async act(name: string, type: string, input: object, fields: string): Promise<any> {
    const answer = await this.ask(`mutation($input: ${type}!) { ${name}(input: $input) { __typename ${fields} } }`, {
      input,
    });
    return answer[name];
  }

  requestCode() {
    const { installation } = this;
    const input = { phone: this.person.phone, installation };
    const fields = '... on MobileJknCodeSent { challenge } ... on MobileJknRefused { reason message retryAfter }';
    return this.act('mobileJknRequestRegistrationCode', 'MobileJknCodeInput', input, fields);
  }

  confirm(challenge: string, code: string, change: object = {}) {
    const { name, nationalId, birthDate } = this.person;
    const home = { sex: 'FEMALE', segment: 'PBPU', careClass: 3, region: '61.71', place: 'Kota Pontianak' };
    const person = { name, nationalId, birthDate, ...home, ...change };
    const input = { challenge, code, installation: this.installation, person };
    const fields = `... on MobileJknRegistrationConfirmed { participantId proof }
      ... on MobileJknRefused { reason triesLeft } ... on ValidationFailed { problems { field message } }`;
    return this.act('mobileJknConfirmRegistration', 'MobileJknConfirmInput', input, fields);
  }

  /** Signs in as the participant whom the proof is about: what an identity provider does in production. */
  async signIn(proof: string, provider: string): Promise<void> {
    const query =
      'mutation($proof: String!) { mobileJknRedeemRegistration(proof: $proof) { __typename ... on MobileJknProofRedeemed { participantId } } }';
    const { mobileJknRedeemRegistration } = await ask(this.hub.url, provider, query, { proof });
    const { participantId } = mobileJknRedeemRegistration as { participantId?: string };
    if (!participantId) throw new Error('The proof is not taken.');
    this.participantId = participantId;
    const subject = `app:${participantId}`;
    this.token = await this.hub.token({ role: 'participant', participant: participantId, subject });
  }

  registerDevice(token: string) {
    const input = { installation: this.installation, token, platform: 'ANDROID', appVersion: '4.8.0', language: 'id' };
    return this.act(
      'mobileJknRegisterDevice',
      'MobileJknDeviceInput',
      input,
      '... on MobileJknDevice { installation mustUpdate }',
    );
  }

  async inbox(): Promise<{ readonly entries: readonly AppEntry[]; readonly unreadCount: number }> {
    return (await this.ask(inboxQuery)).mobileJknInbox;
  }

  say(said: { text?: string; choice?: string; title?: string }, clientId: string = randomUUID()) {
    const input = { clientId, ...said };
    return this.act(
      'mobileJknSendMessage',
      'MobileJknMessageInput',
      input,
      '... on MobileJknMessageTaken { repeated } ... on ValidationFailed { problems { field } }',
    );
  }

  openRequest(kind: string, payload: object) {
    const input = { idempotencyKey: randomUUID(), kind, payload, channelId: 'mobile-jkn' };
    const fields = `... on ServiceRequestChanged { serviceRequest { id reference status appointment { queueNumber ahead } } }
      ... on ValidationFailed { problems { field message } } ... on NotAllowedNow { message }`;
    return this.act('openServiceRequest', 'OpenServiceRequestInput', input, fields);
  }
}
