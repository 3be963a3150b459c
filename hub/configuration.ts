import { resolve } from 'node:path';
import { z } from 'zod';
import { parseConfiguration } from '../subgraphs/kernel/configuration.js';

const shortestKey = 32;
const port = z.coerce
  .number('expected a number')
  .int()
  .min(0, 'expected 0 to 65535')
  .max(65_535, 'expected 0 to 65535');
const key = (what: string) =>
  z.string().min(shortestKey, `expected at least ${shortestKey} characters of randomness (${what})`).optional();

/** An address without a slash at its end. */
const httpUrl = (expected: string) =>
  z.url({ protocol: /^https?$/, error: expected }).transform((url) => url.replace(/\/+$/, ''));

/** `participants=http://…,complaints=http://…` as a map. */
const subgraphUrls = z.string().transform((text, context) => {
  const pairs = text.split(',').map((pair) => /^\s*([a-z-]+)\s*=\s*(https?:\/\/\S+?)\s*$/.exec(pair));
  if (pairs.some((pair) => pair === null)) {
    context.addIssue({ code: 'custom', message: 'expected name=URL pairs separated by commas' });
    return z.NEVER;
  }
  return Object.fromEntries(pairs.map((pair) => [pair![1]!, pair![2]!]));
});

const account = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'expected kebab case such as whatsapp-pandawa'),
  name: z.string().min(1).optional(),
  plugin: z.string().min(1, 'expected a folder (./plugins/…), the name of a plugin of the hub, or an npm package'),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** An account of a channel plugin, as configured. `settings` holds nothing secret: secrets come from the environment. */
export type AccountEntry = z.infer<typeof account>;

/** The form of `kanal.config.json`; docs/operations.md describes it. */
export const configurationFile = z.strictObject({ $schema: z.string().optional(), accounts: z.array(account) });

/** `KANAL_PLUGINS`: the accounts as a JSON list, or `id=plugin` pairs separated by commas. */
const accountList = z.string().transform((text, context): AccountEntry[] => {
  const fail = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  let given: unknown;
  try {
    given = text.trimStart().startsWith('[')
      ? JSON.parse(text)
      : text
          .split(',')
          .map((pair) => ({ id: pair.split('=')[0]?.trim(), plugin: pair.split('=').slice(1).join('=').trim() }));
  } catch {
    return fail('is not JSON; expected a list of accounts, or id=plugin pairs separated by commas');
  }
  const parsed = z.array(account).safeParse(given);
  if (parsed.success) return parsed.data;
  return fail(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
});

/** The environment of the one-process hub; docs/operations.md lists it. */
const environmentShape = z.object({
  NODE_ENV: z.string().optional(),
  KANAL_PORT: port.default(4000),
  KANAL_HOST: z.string().default('127.0.0.1'),
  KANAL_DATA: z.string().default('./data'),
  KANAL_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'expected trace, debug, info, warn, error or silent')
    .default('warn'),
  KANAL_DATA_KEY: key('encrypts personal data at rest'),
  KANAL_INTERNAL_SECRET: key("signs the gateway's assertions and cursors"),
  KANAL_JWKS_URL: z.url('expected the URL of a JSON Web Key Set').optional(),
  KANAL_JWT_ISSUER: z.string().optional(),
  KANAL_JWT_AUDIENCE: z.string().optional(),
  KANAL_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .optional(),
  KANAL_OPERATIONS: z.string().min(1).optional(),
  KANAL_OPERATIONS_ONLY: z
    .enum(['true', 'false'], 'expected true or false')
    .default('false')
    .transform((text) => text === 'true'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'expected mongodb://… or mongodb+srv://…')
    .optional(),
  KANAL_DATABASE: z.string().default('kanal'),
  KANAL_SUBGRAPHS: subgraphUrls.default({}),
  KANAL_WEBHOOK_PORT: port.optional(),
  KANAL_GATEWAY_URL: httpUrl('expected the URL of the gateway such as http://127.0.0.1:4000').optional(),
  KANAL_PUBLIC_URL: httpUrl('expected the URL under which the outside reaches the hub').optional(),
  KANAL_TRUSTED_PROXIES: z.coerce
    .number('expected a number of proxies')
    .int('expected a number of proxies')
    .min(0, 'expected 0 to 10')
    .max(10, 'expected 0 to 10')
    .default(0),
  KANAL_CONFIG: z.string().optional(),
  KANAL_PLUGINS: accountList.optional(),
});

/** Production has no generated keys and no development defaults. */
const requiredInProduction = [
  'KANAL_DATA_KEY',
  'KANAL_INTERNAL_SECRET',
  'KANAL_JWKS_URL',
  'KANAL_JWT_ISSUER',
  'KANAL_JWT_AUDIENCE',
] as const;

const hubEnvironment = environmentShape.superRefine((environment, context) => {
  if (environment.KANAL_OPERATIONS_ONLY && environment.KANAL_OPERATIONS === undefined)
    context.addIssue({
      code: 'custom',
      path: ['KANAL_OPERATIONS_ONLY'],
      message: 'needs KANAL_OPERATIONS, the manifest',
    });
  if (environment.NODE_ENV !== 'production') return;
  for (const name of requiredInProduction) {
    if (environment[name] === undefined)
      context.addIssue({ code: 'custom', path: [name], message: 'must be set in production' });
  }
});

/** The hub's configuration, parsed once. */
export interface HubConfiguration {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Absolute path of the data folder. */
  readonly dataFolder: string;
  readonly logLevel: string;
  /** Absent in development: generated in the data folder. */
  readonly dataKey?: string;
  readonly internalSecret?: string;
  readonly jwks?: { readonly url: string; readonly issuer: string; readonly audience: string };
  readonly origins?: readonly string[];
  /** The manifest of known clients' operations; `only`: nobody but an admin may send anything else. */
  readonly operations?: { readonly path: string; readonly only: boolean };
  /** Absent: the embedded store in the data folder. */
  readonly mongoUri?: string;
  readonly databaseName: string;
  /** URLs of the subgraphs by name, for a gateway in a process of its own. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Where channels takes webhooks when it runs in a process of its own. */
  readonly webhookPort?: number;
  /** Where the gateway answers when channels runs in a process of its own: plugins ask it. */
  readonly gatewayUrl?: string;
  /** Where the outside reaches the routes of channels; absent: this machine. */
  readonly publicUrl?: string;
  /** Proxies in front of the hub whose word on the caller's address is taken. */
  readonly trustedProxies: number;
  /** The file of accounts. `required`: it was named, so it must be there. */
  readonly accountsFile: { readonly path: string; readonly required: boolean };
  /** Accounts of `KANAL_PLUGINS`, besides those of the file. */
  readonly accounts?: readonly AccountEntry[];
  /** The whole environment, for the plugins' own settings. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Parses the environment; throws ConfigurationFault with every fault. */
export function hubConfiguration(environment: Readonly<Record<string, string | undefined>>): HubConfiguration {
  const parsed = parseConfiguration(hubEnvironment, environment);
  const { KANAL_JWKS_URL: url, KANAL_JWT_ISSUER: issuer = '', KANAL_JWT_AUDIENCE: audience = '' } = parsed;
  return {
    production: parsed.NODE_ENV === 'production',
    port: parsed.KANAL_PORT,
    host: parsed.KANAL_HOST,
    dataFolder: resolve(parsed.KANAL_DATA),
    logLevel: parsed.KANAL_LOG_LEVEL,
    dataKey: parsed.KANAL_DATA_KEY,
    internalSecret: parsed.KANAL_INTERNAL_SECRET,
    jwks: url === undefined ? undefined : { url, issuer, audience },
    origins: parsed.KANAL_ORIGINS,
    ...(parsed.KANAL_OPERATIONS && {
      operations: { path: resolve(parsed.KANAL_OPERATIONS), only: parsed.KANAL_OPERATIONS_ONLY },
    }),
    mongoUri: parsed.MONGODB_URI,
    databaseName: parsed.KANAL_DATABASE,
    subgraphs: parsed.KANAL_SUBGRAPHS,
    webhookPort: parsed.KANAL_WEBHOOK_PORT,
    gatewayUrl: parsed.KANAL_GATEWAY_URL,
    publicUrl: parsed.KANAL_PUBLIC_URL,
    trustedProxies: parsed.KANAL_TRUSTED_PROXIES,
    accountsFile: { path: resolve(parsed.KANAL_CONFIG ?? 'kanal.config.json'), required: !!parsed.KANAL_CONFIG },
    accounts: parsed.KANAL_PLUGINS,
    environment,
  };
}
