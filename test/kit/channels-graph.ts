import { beforeEach } from '@jest/globals';
import { parse, type ExecutionResult } from 'graphql';
import { signAssertion, type Principal } from '../../schema/index.js';
import { quietLog, testSecret } from './database.js';
import { eachChannelsWorld } from './each-channels-world.js';
import { createCursors } from '../../subgraphs/kernel/cursor.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph.js';
import { channelsSubgraph } from '../../subgraphs/channels/subgraph.js';
import type { ChannelsWorld } from '../../subgraphs/channels/testing/channels-world.js';

/** The channels subgraph as the gateway asks it, new for each test of a file. */
export class ChannelsGraph {
  world!: ChannelsWorld;
  private subgraph!: Subgraph;

  /** Registers the hooks of the test file that calls it. */
  static forEachTest(): ChannelsGraph {
    const graph = new ChannelsGraph();
    eachChannelsWorld((world) => (graph.world = world));
    beforeEach(async () => {
      const parts = { cursors: createCursors('c'), secret: testSecret, log: quietLog };
      graph.subgraph = await channelsSubgraph(graph.world.domain, parts);
    });
    return graph;
  }

  get schema() {
    return this.subgraph.schema;
  }

  run(who: Principal | null, query: string, variables: Record<string, unknown> = {}) {
    const assertion = signAssertion(testSecret, who);
    return this.subgraph.execute({ document: parse(query), variables, assertion, requestId: 'r' });
  }

  /** The data; throws the first error. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is the query's
  async ask(who: Principal | null, query: string, variables?: Record<string, unknown>): Promise<any> {
    const { data, errors } = (await this.run(who, query, variables)) as ExecutionResult;
    if (errors) throw errors[0]!;
    return data;
  }
}
