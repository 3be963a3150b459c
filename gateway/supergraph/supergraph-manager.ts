import type { GraphQLSchema } from 'graphql';
import type { InProcessSource, SubgraphSource } from '../../schema/index.js';
import type { GatewayLog } from '../gateway-log.js';
import type { GatewayLimits } from '../limits.js';
import { OperationStore } from '../operations/operation-store.js';
import { breakingChanges } from './breaking-changes.js';
import {
  composePublicSchema,
  composeSupergraph,
  CompositionFault,
  type ServiceSdl,
  type Supergraph,
} from './compose.js';
import type { SubgraphState } from './subgraph-state.js';

/** A supergraph in service, with everything prepared on it. A new one replaces it as a whole. */
export interface Served {
  readonly supergraph: Supergraph;
  readonly operations: OperationStore;
  /** Counts up with each replacement. */
  readonly generation: number;
}

export interface ManagerOptions {
  readonly sources: readonly SubgraphSource[];
  /** Asks a subgraph behind a URL for its SDL; throws when it does not answer. */
  readonly fetchSdl: (name: string) => Promise<string>;
  readonly published: Readonly<Record<string, string>>;
  readonly limits: GatewayLimits;
  readonly pollInterval: number;
  readonly log: GatewayLog;
}

interface Tracked {
  readonly source: SubgraphSource;
  /** The SDL in service: of the subgraph itself, or the published one while it was never reached. */
  sdl: string | undefined;
  /** An SDL that was refused; it is not tried again until it or another one changes. */
  refused: { readonly sdl: string; readonly faults: string } | undefined;
  state: SubgraphState;
}

/**
 * Composes the supergraph and keeps it up to date: subgraphs behind URLs are asked for their SDL again and again, so
 * that one that was missing, came back or changed is served without a restart; subgraphs in this process tell when
 * theirs changed. The newest schema that breaks nobody stays in service whatever happens. What clients were promised is
 * the published SDL: what a subgraph has beyond it (the fields of a channel plugin) may come and go.
 */
export class SupergraphManager {
  private readonly tracked: readonly Tracked[];
  private served: Served | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;
  private replaced: () => void = () => undefined;
  private readonly unfollow: readonly (() => void)[];

  constructor(private readonly options: ManagerOptions) {
    this.tracked = options.sources.map((source) => ({
      source,
      sdl: 'sdl' in source ? source.sdl : options.published[source.name],
      refused: undefined,
      state: stateOf(source, 'sdl' in source ? 'ready' : 'unavailable', 'sdl' in source ? undefined : 'not asked yet'),
    }));
    this.unfollow = this.tracked.flatMap((tracked) => this.follow(tracked) ?? []);
  }

  /** What is served now; undefined while nothing composes. */
  get current(): Served | undefined {
    return this.served;
  }

  /** Calls back each time a supergraph was replaced by another. */
  onReplaced(callback: () => void): void {
    this.replaced = callback;
  }

  states(): readonly SubgraphState[] {
    return this.tracked.map(({ state }) => state);
  }

  /** Composes what is known at once, so that the gateway can serve, then looks at the subgraphs behind URLs. */
  async start(): Promise<void> {
    this.compose();
    if (!this.tracked.some(({ source }) => 'url' in source)) return;
    await this.reload();
    this.schedule();
  }

  /** Looks at all subgraphs behind URLs once; calls at the same time share one look. */
  reload(): Promise<void> {
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    return this.looking;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const end of this.unfollow) end();
    clearTimeout(this.timer);
    await this.looking;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      void this.reload()
        .catch((error: unknown) => this.options.log.error({ err: error }, 'looking at the subgraphs failed'))
        .finally(() => this.schedule());
    }, this.options.pollInterval);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    const remote = this.tracked.filter(({ source }) => 'url' in source);
    const found = await Promise.all(remote.map((tracked) => this.ask(tracked)));
    if (this.stopped) return;
    const changed = new Map<Tracked, string>();
    for (const [index, sdl] of found.entries()) {
      const tracked = remote[index]!;
      if (sdl === undefined) continue;
      if (sdl === tracked.sdl && this.served) this.move(tracked, 'ready');
      else changed.set(tracked, sdl);
    }
    if (this.adoptTogether(changed)) return;
    for (const [tracked, sdl] of changed) this.adopt(tracked, sdl);
  }

  private follow(tracked: Tracked): (() => void) | undefined {
    const { source } = tracked;
    if ('url' in source) return undefined;
    return source.onReplaced?.(() => this.adoptChanged(tracked, source));
  }

  /** The subgraph must not hear of what goes wrong here. */
  private adoptChanged(tracked: Tracked, { name, sdl }: InProcessSource): void {
    try {
      if (sdl !== tracked.sdl) this.adopt(tracked, sdl);
    } catch (error) {
      this.options.log.error({ err: error, subgraph: name }, 'a new schema of a subgraph could not be served');
    }
  }

  private async ask(tracked: Tracked): Promise<string | undefined> {
    try {
      return await this.options.fetchSdl(tracked.source.name);
    } catch (error) {
      this.move(tracked, 'unavailable', (error as Error).message);
      return undefined;
    }
  }

  /**
   * Serves several new SDLs at once: subgraphs may need each other to compose, and what a first of them offers alone
   * is nothing that clients were promised. False when they cannot be served so.
   */
  private adoptTogether(changed: ReadonlyMap<Tracked, string>): boolean {
    const untried = [...changed].some(([tracked, sdl]) => sdl !== tracked.refused?.sdl);
    return changed.size > 1 && untried && this.tryToServe(changed).length === 0;
  }

  /** Serves a subgraph's SDL if it composes with the others and takes nothing from clients. */
  private adopt(tracked: Tracked, sdl: string): void {
    if (sdl === tracked.refused?.sdl) return this.move(tracked, 'refused', tracked.refused.faults);
    const faults = this.tryToServe(new Map([[tracked, sdl]]));
    if (faults.length === 0) return;
    tracked.refused = { sdl, faults: faults.join('; ') };
    this.move(tracked, 'refused', tracked.refused.faults);
    this.options.log.error(
      { subgraph: tracked.source.name, faults },
      'a new schema was refused: it breaks the published one; the old one stays in service',
    );
  }

  /** Serves the subgraphs with these SDLs in place of theirs, or says why not. */
  private tryToServe(changed: ReadonlyMap<Tracked, string>): readonly string[] {
    try {
      const next = composeSupergraph(this.services(changed));
      const losses = this.served ? breakingChanges(this.promised(changed, this.served), next.schema) : [];
      if (losses.length > 0) return losses;
      this.serve(next);
      // What did not compose with the schema before may compose with this one.
      for (const each of this.tracked) each.refused = undefined;
      for (const [tracked, sdl] of changed) {
        tracked.sdl = sdl;
        this.move(tracked, 'ready');
      }
      return [];
    } catch (error) {
      if (error instanceof CompositionFault) return error.faults;
      throw error;
    }
  }

  /** What clients were promised of the schema in service: of the subgraphs that change, only what is published. */
  private promised(changed: ReadonlyMap<Tracked, string>, { supergraph }: Served): GraphQLSchema {
    const published = new Map<Tracked, string>();
    for (const tracked of changed.keys()) {
      const sdl = this.options.published[tracked.source.name];
      if (sdl !== undefined && sdl !== tracked.sdl) published.set(tracked, sdl);
    }
    if (published.size === 0) return supergraph.schema;
    try {
      return composePublicSchema(this.services(published));
    } catch (error) {
      if (error instanceof CompositionFault) return supergraph.schema;
      throw error;
    }
  }

  private services(changed?: ReadonlyMap<Tracked, string>): ServiceSdl[] {
    return this.tracked.flatMap((tracked) => {
      const text = changed?.get(tracked) ?? tracked.sdl;
      return text === undefined ? [] : [{ name: tracked.source.name, sdl: text }];
    });
  }

  private compose(): void {
    const services = this.services();
    if (services.length === 0) return;
    try {
      this.serve(composeSupergraph(services));
    } catch (error) {
      if (!(error instanceof CompositionFault)) throw error;
      const waiting = this.tracked.some(({ sdl }) => sdl === undefined);
      if (!waiting) throw error;
      this.options.log.warn(
        { faults: error.faults },
        'nothing is served yet: the subgraphs known do not compose alone',
      );
    }
  }

  private serve(supergraph: Supergraph): void {
    const before = this.served;
    this.served = {
      supergraph,
      operations: new OperationStore(supergraph, this.options.limits),
      generation: (before?.generation ?? 0) + 1,
    };
    const names = supergraph.services.map(({ name }) => name);
    this.options.log.info({ subgraphs: names, generation: this.served.generation }, 'supergraph in service');
    if (before) this.replaced();
  }

  private move(tracked: Tracked, status: SubgraphState['status'], detail?: string): void {
    const { state, source } = tracked;
    if (state.status === status && state.detail === detail) return;
    tracked.state = stateOf(source, status, detail);
    if (state.status !== status) {
      this.options.log.info(
        { subgraph: source.name, from: state.status, to: status, detail },
        'subgraph changed state',
      );
    }
  }
}

const stateOf = (source: SubgraphSource, status: SubgraphState['status'], detail?: string): SubgraphState => ({
  name: source.name,
  transport: 'url' in source ? 'http' : 'in process',
  status,
  since: new Date().toISOString(),
  ...(detail === undefined ? {} : { detail }),
});
