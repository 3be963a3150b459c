import { parse, type DocumentNode } from 'graphql';
import type { SchemaExtension, Subgraph } from '../../subgraphs/kernel/subgraph.js';
import type { ChannelPlugin, GraphExtension } from '../sdk/index.js';
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

/**
 * What plugins add to the hub's graph. A plugin is checked before its first account joins, enters when that account is
 * open, and is served after `publish`. None leaves while the hub runs.
 */
export class GraphExtensions {
  private readonly core: DocumentNode;
  private readonly entered = new Map<string, Extended>();
  private readonly checked = new WeakMap<ChannelPlugin, Extended>();
  private isPublished = true;

  constructor(private readonly parts: GraphParts) {
    this.core = parse(parts.subgraph.coreSdl);
  }

  /** Why a plugin cannot extend the graph, so that none of its accounts may join; empty when it can, or does not. */
  faultsOf(plugin: ChannelPlugin): readonly string[] {
    // Whoever has no id is refused as a plugin.
    if (plugin.graph === undefined || typeof plugin.id !== 'string') return [];
    try {
      return this.check(plugin, plugin.graph);
    } catch (error) {
      return [`graph: it is not as GraphExtension wants it (${(error as Error).message})`];
    }
  }

  private check(plugin: ChannelPlugin, graph: GraphExtension<unknown>): readonly string[] {
    const { id } = plugin;
    const entered = this.entered.get(id);
    if (entered) return entered.plugin === plugin ? [] : [`graph: another plugin ${id} has extended the graph already`];
    const others = new Map([...this.entered].map(([other, { document }]) => [other, document]));
    const { faults, document } = graphFaults(id, graph, { core: this.core, others });
    if (faults.length > 0 || !document) return faults;
    const extension = guardedExtension(plugin, document, this.parts.host);
    this.checked.set(plugin, { plugin, document, extension });
    return this.buildFaults(extension);
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
    if (this.isPublished) return;
    this.parts.subgraph.replace(this.parts.subgraph.extended(this.extensions()));
    this.isPublished = true;
  }

  private extensions(): SchemaExtension[] {
    return [...this.entered.values()].map(({ extension }) => extension);
  }

  private buildFaults(extension: SchemaExtension): readonly string[] {
    try {
      const { sdl } = this.parts.subgraph.extended([...this.extensions(), extension]);
      const faults = this.parts.composes?.(sdl) ?? [];
      return faults.map((fault) => `graph: it does not compose with the hub: ${fault}`);
    } catch (error) {
      return [`graph: no schema can be built with it: ${(error as Error).message}`];
    }
  }
}
