import type { HubClient, PluginStorage, ServiceContext } from '../../sdk/index.js';
import { memoryStorage, serviceContext } from '../../sdk/testing/index.js';
import type { InstagramConfig } from '../config.js';
import { graph } from '../moderation/extension.js';
import type { ModeratedComment } from '../simulator/moderation.js';
import { instagramWorld, person, type InstagramWorld } from './world.js';

const fields = {
  reply: 'instagramReplyToComment',
  hide: 'instagramHideComment',
  show: 'instagramShowComment',
  delete: 'instagramDeleteComment',
} as const;

/** What officers can do. */
export type Mutation = keyof typeof fields;
export const mutations = Object.keys(fields) as Mutation[];

type Viewer = NonNullable<ServiceContext<InstagramConfig>['viewer']>;

/** Somebody who is signed in. */
export const viewer = (role: Viewer['role'], scopes: Viewer['scopes'], changes: Partial<Viewer> = {}): Viewer => ({
  subject: `petugas-${role}`,
  role,
  scopes,
  tenant: 'bpjs',
  tokenId: 'token',
  expiresAt: 4_102_444_800,
  ...changes,
});

export const officer = viewer('officer', ['conversations:read', 'conversations:write']);

/** Officers at the fields of the graph, before a simulated Instagram. */
export class Moderators {
  readonly storage: PluginStorage;
  private count = 100;

  private constructor(readonly world: InstagramWorld) {
    this.storage = memoryStorage(world.clock.now);
  }

  static async start(): Promise<Moderators> {
    return new Moderators(await instagramWorld());
  }

  close(): Promise<void> {
    return this.world.meta.close();
  }

  contextOf(
    who: Viewer | null,
    changes: { hub?: HubClient; signal?: AbortSignal; storage?: PluginStorage } = {},
    config: Parameters<InstagramWorld['config']>[0] = {},
  ): ServiceContext<InstagramConfig> {
    const now = () => new Date(this.world.clock.now());
    return serviceContext(this.world.config(config), { storage: this.storage, viewer: who, now, ...changes });
  }

  /** A new comment under a post of the account. */
  commented(live = false): string {
    const id = String((this.count += 1));
    this.world.meta.comments(person, 'Kapan buka?', { id, live });
    return id;
  }

  /** What a mutation answers. The key is a new one unless it is given. */
  act(mutation: Mutation, commentId: string, given: object = {}, context = this.contextOf(officer)) {
    const words = mutation === 'reply' ? { text: 'Kantor buka pukul 08.00.' } : {};
    const input = { commentId, idempotencyKey: `kunci-${(this.count += 1)}`, ...words, ...given };
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they asked for
    return graph.resolvers['Mutation']![fields[mutation]]!({}, { input }, context) as Promise<any>;
  }

  /** What the graph tells of a comment. */
  async recorded(id: string, who: Viewer | null = officer): Promise<unknown> {
    return graph.resolvers['Query']!['instagramComment']!({}, { id }, this.contextOf(who));
  }

  /** What Instagram carried out. */
  actsAt(id: string): ModeratedComment[] {
    return this.world.meta.moderation.acts.filter(({ comment }) => comment === id);
  }
}
