import { readFile } from 'node:fs/promises';
import { Kind, parse } from 'graphql';
import { describe, expect, it } from '@jest/globals';
import { rights as analytics } from '../../subgraphs/analytics/rights.js';
import { rights as campaigns } from '../../subgraphs/campaigns/rights.js';
import { rights as channels } from '../../subgraphs/channels/rights.js';
import { rights as complaints } from '../../subgraphs/complaints/rights.js';
import { rights as participants } from '../../subgraphs/participants/rights.js';

const rootTypes = ['Query', 'Mutation', 'Subscription'];

async function rootFields(subgraph: string): Promise<string[]> {
  const sdl = parse(await readFile(new URL(`../../schema/sdl/${subgraph}.graphql`, import.meta.url), 'utf8'));
  return sdl.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || !rootTypes.includes(definition.name.value)) return [];
    return (definition.fields ?? []).map(({ name }) => `${definition.name.value}.${name.value}`);
  });
}

describe('rights of the graph', () => {
  it.each(Object.entries({ participants, channels, campaigns, complaints, analytics }))(
    'every root field of %s says who may use it',
    async (subgraph, rights) => {
      expect(Object.keys(rights).sort()).toEqual((await rootFields(subgraph)).sort());
    },
  );
});
