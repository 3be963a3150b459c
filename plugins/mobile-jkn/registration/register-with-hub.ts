import type { Language, ServiceContext } from '../../sdk/index.js';
import type { MobileJknConfig } from '../config.js';
import { record, records, text } from '../json.js';
import type { Person } from './person.js';
import { problem, type Problem } from './refusal.js';

/** What the hub made of a description. `unrecognised`: somebody has this NIK or card, and not this phone or birthday. */
export type HubRegistration =
  | { readonly kind: 'known'; readonly participantId: string }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  | { readonly kind: 'unrecognised' };

const document = `mutation MobileJknRegister($input: RegisterParticipantInput!) {
  registerParticipant(input: $input) {
    __typename
    ... on ParticipantRegistered { participant { id } }
    ... on AlreadyRegistered { participantId }
    ... on ValidationFailed { problems { field message } }
  }
}`;

/** Codes of errors that say that the description is at fault, such as a date that is none. */
const ofTheInput = ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED'];

/** Enters a person as the channel, or recognises one who is described completely. Rejects when the hub does not answer. */
export async function registerWithHub(
  { hub }: Pick<ServiceContext<MobileJknConfig>, 'hub'>,
  person: Person,
  phone: string,
  language: Language,
): Promise<HubRegistration> {
  const { data, errors } = await hub.execute(document, { input: { ...person, phone, language } }, { as: 'channel' });
  const result = record(data?.registerParticipant);
  const known = text(record(result.participant).id) ?? text(result.participantId);
  if (known) return { kind: 'known', participantId: known };
  if (result.__typename === 'AlreadyRegistered') return { kind: 'unrecognised' };
  if (result.__typename === 'ValidationFailed')
    return {
      kind: 'invalid',
      problems: records(result.problems).map(({ field, message }) =>
        problem(`person.${text(field) ?? ''}`, text(message) ?? ''),
      ),
    };
  const code = errors[0]?.code ?? 'INTERNAL';
  if (ofTheInput.includes(code))
    return { kind: 'invalid', problems: [problem('person', 'A value has a wrong type or form.')] };
  throw new Error(`the hub did not register: ${code}`);
}
