// `npm run -s token -- --role officer`: prints a token for the running data folder, and nothing else, on stdout.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createLocalIdentity, IdentityFault, type TokenRequest } from '../gateway/index.js';
import { roles, type Role } from '../schema/index.js';
import { ConfigurationFault, parseConfiguration } from '../subgraphs/kernel/configuration.js';

const usage = `Prints a token for a hub in development.

  npm run -s token -- --role ${roles.join('|')}
      [--region 61.71]...      only rows of this Kemendagri region and below (repeat, or separate by comma)
      [--channel ID]...        only rows of this channel
      [--unit UNIT]            organisational unit of an officer or supervisor
      [--participant ID]       whom a participant's token speaks for
      [--employer ID]          whom an employer's token speaks for (its registration number)
      [--scope SCOPE]...       fewer rights than the role has
      [--subject NAME]         default local-<role>
      [--tenant NAME]
      [--ttl 1h]               15s, 30m, 1h or 7d
      [--data FOLDER]          default KANAL_DATA or ./data
  npm run -s token -- --revoke TOKEN|ID
`;

const options = {
  role: { type: 'string' },
  region: { type: 'string', multiple: true },
  channel: { type: 'string', multiple: true },
  unit: { type: 'string' },
  participant: { type: 'string' },
  employer: { type: 'string' },
  scope: { type: 'string', multiple: true },
  subject: { type: 'string' },
  tenant: { type: 'string' },
  ttl: { type: 'string' },
  data: { type: 'string' },
  revoke: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

class UsageFault extends Error {}

type Given = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

function readArguments(): Given {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UsageFault((error as Error).message);
  }
}

const listOf = (values: readonly string[] | undefined) =>
  values === undefined
    ? undefined
    : values
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter(Boolean);

const secondsOf = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

function lifetimeOf(text: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (!count || !unit) throw new UsageFault(`--ttl ${text}: expected a number with s, m, h or d, as in 30m.`);
  return Number(count) * secondsOf[unit as keyof typeof secondsOf];
}

function requestOf(given: Given): TokenRequest {
  if (!roles.includes(given.role as Role)) throw new UsageFault(`--role: expected one of ${roles.join(', ')}.`);
  const [scopes, regions, channels] = [listOf(given.scope), listOf(given.region), listOf(given.channel)];
  const wrong = regions?.find((region) => !/^\d{2}(\.\d{2}){0,2}(\.\d{4})?$/.test(region));
  if (wrong !== undefined) throw new UsageFault(`--region ${wrong}: expected a Kemendagri code, as in 61 or 61.71.`);
  const { subject, tenant, unit, participant, employer } = given;
  const lifetime = given.ttl ? lifetimeOf(given.ttl) : undefined;
  const said = { subject, tenant, scopes, regions, channels, unit, participant, employer, lifetime };
  return { role: given.role as Role, ...onlyDefined(said) };
}

/** Without the members that were not given or are empty. */
function onlyDefined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

async function run(environment: NodeJS.ProcessEnv): Promise<void> {
  const given = readArguments();
  if (given.help) return void process.stdout.write(usage);
  const shape = z.object({ KANAL_DATA: z.string().default('./data'), NODE_ENV: z.string().optional() });
  const { KANAL_DATA: folder, NODE_ENV: mode } = parseConfiguration(shape, environment);
  if (given.revoke === undefined && given.role === undefined)
    throw new UsageFault('Say which token: --role, or --revoke.');
  const request = given.revoke === undefined ? requestOf(given) : undefined;
  const identity = await createLocalIdentity(resolve(given.data ?? folder), { production: mode === 'production' });
  try {
    if (request) process.stdout.write(`${await identity.issue(request)}\n`);
    else {
      await identity.revoke(given.revoke!);
      process.stderr.write('Revoked: a running hub refuses the token within 10 seconds.\n');
    }
  } finally {
    identity.close();
  }
}

try {
  // eslint-disable-next-line no-restricted-syntax -- a command's own entry point: the environment is parsed here, once
  await run(process.env);
} catch (error) {
  if (!(error instanceof UsageFault || error instanceof IdentityFault || error instanceof ConfigurationFault))
    throw error;
  process.stderr.write(
    error instanceof UsageFault ? `${error.message}\n--help shows all options.\n` : `${error.message}\n`,
  );
  process.exitCode = error instanceof UsageFault ? 2 : 1;
}
