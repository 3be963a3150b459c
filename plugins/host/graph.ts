import { parse, type DocumentNode } from 'graphql';
import type { BuiltSchema, SchemaExtension, Subgraph } from '../../subgraphs/kernel/subgraph.js';
import type { ChannelPlugin } from '../sdk/index.js';
import { graphFaults } from '../sdk/graph-check.js';
import { guardedExtension, type GraphHost } from './graph-resolvers.js';

/** Says why the channels subgraph with this SDL does not compose with the rest of the hub; empty when it does. */
export type ComposeCheck = (channelsSdl: string) => readonly string[];

export interface GraphParts {
  readonly host: GraphHost;
  /** The channels subgraph. */
  readonly subgraph: Pick<Subgraph, 'coreSdl' | 'extended' | 'replace'>;
  /** Absent: nothing to compose with. */
  readonly composes?: ComposeCheck;
}

interface Extended {
  readonly plugin: ChannelPlugin;
  readonly document: DocumentNode;
  readonly extension: SchemaExtension;
}

/** A schema with the extensions of these plugins. */
interface Trial {
  readonly of: readonly SchemaExtension[];
  readonly built: BuiltSchema;
}

/**
 * What plugins add to the hub's graph. A plugin is checked before its first account joins, enters when that account is
 * open, and is served after `publish`. None leaves while the hub runs.
 */
export class GraphExtensions {
  private readonly core: DocumentNode;
  private readonly entered = new Map<string, Extended>();
  private readonly checked = new WeakMap<ChannelPlugin, Extended>();
  /** None leaves, so what does not fit now does not fit later. */
  private readonly refused = new WeakMap<ChannelPlugin, readonly string[]>();
  /** Plugins that fit beside all that entered and one another. */
  private sound: ReadonlySet<ChannelPlugin> = new Set();
  private latest: Trial | undefined;
  private isPublished = true;

  constructor(private readonly parts: GraphParts) {
    this.core = parse(parts.subgraph.coreSdl);
  }

  /** Checks plugins together: composing takes time, and mostly all of them fit. Those that do not are checked one by one. */
  prepare(plugins: readonly ChannelPlugin[]): void {
    const fresh = [...new Set(plugins)].filter(({ graph, id }) => graph !== undefined && !this.entered.has(id));
    if (fresh.length < 2) return;
    try {
      const others = this.documents();
      const extensions: SchemaExtension[] = [];
      for (const plugin of fresh) {
        if (others.has(plugin.id)) return;
        const { extended } = this.checkRules(plugin, others);
        if (!extended) return;
        others.set(plugin.id, extended.document);
        extensions.push(extended.extension);
      }
      if (this.trialFaults(extensions).length === 0) this.sound = new Set(fresh);
    } catch {
      // Whatever it is: the check of each tells.
    }
  }

  /** Why a plugin cannot extend the graph, so that none of its accounts may join; empty when it can, or does not. */
  faultsOf(plugin: ChannelPlugin): readonly string[] {
    // Whoever has no id is refused as a plugin.
    if (plugin.graph === undefined || typeof plugin.id !== 'string') return [];
    const entered = this.entered.get(plugin.id);
    if (entered)
      return entered.plugin === plugin ? [] : [`graph: another plugin ${plugin.id} has extended the graph already`];
    if (this.sound.has(plugin)) return [];
    const faults = this.refused.get(plugin) ?? this.check(plugin);
    if (faults.length > 0) this.refused.set(plugin, faults);
    return faults;
  }

  private check(plugin: ChannelPlugin): readonly string[] {
    try {
      const { faults, extended } = this.checkRules(plugin, this.documents());
      return extended ? this.trialFaults([extended.extension]) : faults;
    } catch (error) {
      return [`graph: it is not as GraphExtension wants it (${(error as Error).message})`];
    }
  }

  /** Takes a checked plugin in, once one of its accounts is open. */
  enter(plugin: ChannelPlugin): void {
    const checked = this.checked.get(plugin);
    if (!checked || this.entered.has(plugin.id)) return;
    this.entered.set(plugin.id, checked);
    this.isPublished = false;
  }

  /** Serves all that entered. */
  publish(): void {
    if (!this.isPublished) this.parts.subgraph.replace(this.build([]));
    this.isPublished = true;
    this.sound = new Set();
    this.latest = undefined;
  }

  private documents(): Map<string, DocumentNode> {
    return new Map([...this.entered].map(([id, { document }]) => [id, document]));
  }

  private checkRules(
    plugin: ChannelPlugin,
    others: ReadonlyMap<string, DocumentNode>,
  ): { readonly faults: readonly string[]; readonly extended?: Extended } {
    const { faults, document } = graphFaults(plugin.id, plugin.graph!, { core: this.core, others });
    if (faults.length > 0 || !document) return { faults };
    const extended = { plugin, document, extension: guardedExtension(plugin, document, this.parts.host) };
    this.checked.set(plugin, extended);
    return { faults, extended };
  }

  /** The schema with all that entered and some more. */
  private build(more: readonly SchemaExtension[]): BuiltSchema {
    const of = [...[...this.entered.values()].map(({ extension }) => extension), ...more];
    const { latest } = this;
    if (latest?.of.length === of.length && latest.of.every((each) => of.includes(each))) return latest.built;
    const built = this.parts.subgraph.extended(of);
    this.latest = { of, built };
    return built;
  }

  private trialFaults(more: readonly SchemaExtension[]): readonly string[] {
    try {
      const faults = this.parts.composes?.(this.build(more).sdl) ?? [];
      return faults.map((fault) => `graph: it does not compose with the hub: ${fault}`);
    } catch (error) {
      return [`graph: no schema can be built with it: ${(error as Error).message}`];
    }
  }
}
