import { scopesByRole, type Principal, type Role } from '../../../schema/index.js';
import type { HubClient, ServiceContext } from '../index.js';
import { serviceContext } from './contexts.js';
import { itemFault } from './fuzz.js';
import { memoryMailbox, memoryStorage } from './memory.js';
import type { Fetch } from './sending.js';
import type { ServiceParts } from './subject.js';
import type { World } from './world.js';

/** The account under which the kit calls routes and fields. */
export const accountUnderTest = 'channel-under-test';

const principal = (role: Role, more: Partial<Principal> = {}): Principal => ({
  subject: `${role}-of-the-kit`,
  role,
  scopes: scopesByRole[role],
  tenant: 'bpjs',
  tokenId: 'token-of-the-kit',
  expiresAt: 4_102_444_800,
  ...more,
});

/** Whoever may ask. */
export const viewers: readonly (Principal | null)[] = [
  null,
  principal('participant', { participant: 'par_kit' }),
  principal('participant'),
  principal('employer', { employer: '00000000' }),
  principal('officer', { unit: 'kit' }),
  principal('admin'),
];

/** Answers nothing until the signal ends. */
const hangingHub = (signal: AbortSignal): HubClient => ({
  execute: () =>
    new Promise((_, reject) => {
      const end = () => reject(new Error('The hub did not answer.'));
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    }),
});

const refusingHub: HubClient = {
  execute: () => Promise.resolve({ data: null, errors: [{ code: 'FORBIDDEN', message: 'This needs another scope.' }] }),
};

/** How one call is served. */
export interface ServeOptions {
  readonly fetch?: Fetch;
  readonly viewer?: Principal | null;
  /** The hub answers nothing. */
  readonly hubHangs?: boolean;
}

/** Lends contexts for the calls of one rule: they share storage and mailbox, as those of an account do. */
export class ServiceDesk {
  /** What the plugin handed over and the host could not store; null: nothing. */
  strangeItem: string | null = null;
  private readonly parts: ServiceParts<unknown>;

  constructor(private readonly world: World) {
    const { subject } = world;
    this.parts = { storage: memoryStorage(), mailbox: memoryMailbox(), hub: refusingHub, ...subject.service?.() };
  }

  context(signal: AbortSignal, { fetch, viewer = null, hubHangs = false }: ServeOptions = {}): ServiceContext<unknown> {
    const { provider, subject } = this.world;
    const receive: ServiceContext<unknown>['receive'] = async (items) => {
      for (const item of items) this.strangeItem ??= itemFault(item);
      return (await this.parts.receive?.(items)) ?? { stored: items.length, duplicates: 0 };
    };
    return serviceContext(provider?.config ?? subject.config, {
      channelId: accountUnderTest,
      ...this.parts,
      receive,
      signal,
      viewer,
      ...(fetch && { fetch }),
      ...(hubHangs && { hub: hangingHub(signal) }),
    });
  }
}
