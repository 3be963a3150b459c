/** Who asks: the kinds of principal (design 4), and the employers of the SIPP portal. */
export const roles = [
  'participant',
  'employer',
  'officer',
  'supervisor',
  'analyst',
  'partner',
  'channel',
  'admin',
] as const;
export type Role = (typeof roles)[number];

/** Every right that the hub knows. `read:full` scopes open personal data; each such read is logged. */
export const scopes = [
  'participants:read',
  'participants:read:full',
  'participants:write',
  'participants:register',
  /** Of oneself, for participants. */
  'participants:erase',
  'employers:manage',
  'channels:read',
  'conversations:read',
  'conversations:write',
  'complaints:read',
  'complaints:read:full',
  'complaints:write',
  'complaints:file',
  'campaigns:read',
  'campaigns:write',
  'analytics:read',
  'plugins:ingest',
  'admin',
] as const;
export type Scope = (typeof scopes)[number];

const officerScopes: readonly Scope[] = [
  'participants:read',
  'participants:read:full',
  'participants:register',
  'participants:erase',
  'channels:read',
  'conversations:read',
  'conversations:write',
  'complaints:read',
  'complaints:read:full',
  'complaints:write',
  'complaints:file',
];

/** The scopes a token of a role carries unless it names fewer. A token can never hold more than its role's. */
export const scopesByRole: Readonly<Record<Role, readonly Scope[]>> = {
  participant: [
    'participants:read',
    'participants:erase',
    'channels:read',
    'conversations:read',
    'complaints:read',
    'complaints:file',
  ],
  employer: ['employers:manage', 'channels:read', 'complaints:read', 'complaints:file'],
  officer: officerScopes,
  supervisor: [...officerScopes, 'participants:write', 'campaigns:read', 'analytics:read'],
  analyst: ['channels:read', 'campaigns:read', 'analytics:read'],
  partner: ['channels:read', 'complaints:read'],
  channel: ['channels:read', 'plugins:ingest', 'participants:register', 'complaints:file'],
  admin: scopes,
};

/** An authenticated caller, as the gateway asserts it to subgraphs. No personal data beyond identifiers. */
export interface Principal {
  readonly subject: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly tenant: string;
  /** Kemendagri region codes whose rows may be seen, each with all below it; absent: not limited by region. */
  readonly regions?: readonly string[];
  /** Channel ids whose rows may be seen; absent: not limited by channel. */
  readonly channels?: readonly string[];
  /** Organisational unit of an officer or supervisor. */
  readonly unit?: string;
  /** The participant whom a participant's token speaks for. */
  readonly participant?: string;
  /** The employer (registration number, NPP) whom an employer's token speaks for. */
  readonly employer?: string;
  /** Token id (jti), for revocation. */
  readonly tokenId: string;
  /** Seconds since the epoch at which the token ends. */
  readonly expiresAt: number;
}

/** True when the principal holds the scope. */
export function holds(principal: Principal | null, scope: Scope): boolean {
  return principal !== null && principal.scopes.includes(scope);
}

/**
 * The part of a principal that any resolver may read to decide an answer, as one stable text. Viewers with equal
 * keys get equal answers, so they may share one upstream subscription. A role that is answered by who it is
 * (participant, employer, officer, supervisor, channel, admin) never shares: its subject is part of the key.
 */
export function rightsKey(principal: Principal | null): string {
  if (principal === null) return 'anonymous';
  const sorted = (list: readonly string[] | undefined) => (list === undefined ? null : [...list].sort());
  return JSON.stringify([
    principal.tenant,
    principal.role,
    sorted(principal.scopes),
    sorted(principal.regions),
    sorted(principal.channels),
    principal.unit ?? null,
    principal.participant ?? null,
    principal.employer ?? null,
    principal.role === 'partner' || principal.role === 'analyst' ? null : principal.subject,
  ]);
}

/** True when a region code equals one of the allowed codes or lies below it (`61` holds `61.71`). */
export function regionAllowed(allowed: readonly string[] | undefined, region: string): boolean {
  return allowed === undefined || allowed.some((code) => region === code || region.startsWith(`${code}.`));
}
