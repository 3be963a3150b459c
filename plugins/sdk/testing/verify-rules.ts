import { settingsOf, staleness, type WebhookRequest } from '../index.js';
import { seededRandom } from './random.js';
import { NotApplicable, type Finding } from './report.js';
import {
  genuine,
  parsed,
  samplesOf,
  signed,
  unsigned,
  withWrongSecrets,
  type InboundRule,
  type World,
} from './world.js';

/** Rules that only a channel with webhooks has to keep. */
export function ofWebhooks(check: (world: World) => Finding): (world: World) => Finding {
  return (world) => {
    if (!world.plugin.capabilities.webhook) return new NotApplicable('the plugin takes no webhooks');
    if (!world.subject.sign) return 'the subject has no `sign`: say how the provider makes a body genuine';
    if (samplesOf(world, new Date()).length === 0) return 'the subject has no `samples`: show what the provider posts';
    return check(world);
  };
}

/** Authenticity: only what the provider posted gets in. */
export const verifyRules: readonly InboundRule[] = [
  {
    id: 'verify.genuine',
    proves: 'A genuine webhook is accepted.',
    check: ofWebhooks((world) => {
      const now = new Date();
      const refused = samplesOf(world, now).find((sample) => !genuine(world, signed(world, sample, now)));
      return refused ? `verify refuses the genuine sample "${refused.name}": sign and verify must agree` : null;
    }),
  },
  {
    id: 'verify.missing-signature',
    proves: 'A webhook without a signature is refused.',
    check: ofWebhooks((world) => {
      const accepted = samplesOf(world, new Date()).find((sample) => genuine(world, unsigned(sample)));
      return accepted ? `verify accepts "${accepted.name}" without a signature: refuse it with reason "missing"` : null;
    }),
  },
  {
    id: 'verify.damaged-signature',
    proves: 'A damaged, shortened or lengthened signature is refused.',
    check: ofWebhooks(damagedSignature),
  },
  {
    id: 'verify.changed-body',
    proves: 'A body that was changed after signing is refused.',
    check: ofWebhooks(changedBody),
  },
  {
    id: 'verify.other-secret',
    proves: 'A signature made with another secret is refused.',
    check: ofWebhooks(otherSecret),
  },
  { id: 'verify.stale', proves: 'A webhook recorded long ago is seen to be stale.', check: ofWebhooks(stale) },
  {
    id: 'verify.total',
    proves: 'verify never throws and never accepts odd headers, queries and bytes.',
    check: ofWebhooks(total),
  },
];

const flipLast = (value: string) => value.slice(0, -1) + (value.endsWith('0') ? '1' : '0');
const damages: readonly ((value: string) => string)[] = [
  (value) => value.slice(0, -1),
  (value) => `${value}0`,
  flipLast,
  () => 'x',
  () => '',
];

function damagedSignature(world: World): Finding {
  const now = new Date();
  for (const sample of samplesOf(world, now)) {
    const request = signed(world, sample, now);
    const own = Object.keys(request.headers).filter((name) => !(name in (sample.headers ?? {})));
    for (const damage of damages) {
      const headers = Object.fromEntries(own.map((name) => [name, damage(request.headers[name] ?? '')]));
      if (genuine(world, { ...request, headers: { ...request.headers, ...headers } }))
        return `verify accepts "${sample.name}" with a damaged signature: compare the whole value`;
    }
  }
  return null;
}

function changedBody(world: World): Finding {
  if (world.subject.authenticity === 'token') return new NotApplicable('the provider signs no body');
  const now = new Date();
  for (const sample of samplesOf(world, now)) {
    const request = signed(world, sample, now);
    const rawBody = Buffer.concat([request.rawBody, Buffer.from(' ')]);
    if (genuine(world, { ...request, rawBody }))
      return `verify accepts a changed "${sample.name}": compute the signature over all raw bytes`;
  }
  return null;
}

function otherSecret(world: World): Finding {
  const { plugin, subject } = world;
  if (!settingsOf(plugin.config).some(({ secret }) => secret))
    return 'no setting is marked as a secret: declare the key of the signature with secretText()';
  const now = new Date();
  const wrong = withWrongSecrets(plugin, subject.config);
  const accepted = samplesOf(world, now).find((sample) => genuine(world, signed(world, sample, now), wrong));
  return accepted
    ? `verify accepts "${accepted.name}" under another secret: take the key from the configuration it is given`
    : null;
}

function stale(world: World): Finding {
  const retryPeriod = world.plugin.capabilities.webhook?.retryPeriod ?? 0;
  const now = new Date();
  const past = new Date(now.getTime() - 2 * retryPeriod - 60_000);
  for (const sample of samplesOf(world, past)) {
    const request = signed(world, sample, past);
    if (!genuine(world, request)) continue;
    const items = parsed(world, request);
    const dated = items.some((item) => item.at !== null);
    if (dated && staleness(items, now, retryPeriod) !== 'old')
      return `"${sample.name}" of ${past.toISOString()} does not look old: take \`at\` from the sender, not from the clock`;
  }
  return null;
}

const odd = ['', ' ', '=', 'sha256=', '\u0000', 'é', '[object Object]', 'x'.repeat(70_000), '9'.repeat(400), 'a,b;c=d'];

/** 300 requests that no provider made. */
function total(world: World): Finding {
  const random = seededRandom(world.seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const now = new Date();
  const samples = samplesOf(world, now);
  for (let i = 0; i < 300; i++) {
    const sample = pick(samples);
    const request = signed(world, sample, now);
    const names = Object.keys(request.headers).filter((name) => !(name in (sample.headers ?? {})));
    const strange: WebhookRequest = {
      method: pick(['POST', 'GET', 'PUT', '']),
      headers: Object.fromEntries(names.map((name) => [name, pick([...odd, undefined])])),
      query: new URLSearchParams(pick(['', 'a=1', 'bodySHA256=x', '%00=%ff'])),
      rawBody: pick([request.rawBody, Buffer.alloc(0), Buffer.from([0xff, 0xfe, 0]), Buffer.alloc(100_000, 'x')]),
    };
    try {
      if (genuine(world, strange)) return `seed ${world.seed}, request ${i}: verify accepts headers that nobody signed`;
    } catch (error) {
      return `seed ${world.seed}, request ${i}: verify threw ${(error as Error).name}; answer { genuine: false } instead`;
    }
  }
  return null;
}
