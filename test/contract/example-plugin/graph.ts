import { GraphFault, type GraphExtension } from '../../../plugins/sdk/index.js';
import { pinnedNotice, postNotice } from './board.js';
import type { KabarConfig } from './config.js';

const sdl = `
  extend type Channel {
    "The newest notice of the board; null before the first."
    pinnedNotice: KabarNotice
  }

  extend type Mutation {
    "Posts a notice to everybody who follows the bot. Scope conversations:write."
    kabarPostNotice(
      "Account; the first one when it is left out."
      channel: ID
      "1 to 500 characters."
      text: String!
    ): KabarPostNoticeResult
  }

  "A notice to everybody who follows the bot."
  type KabarNotice {
    "Its number on the board."
    number: Int!
    "The words."
    text: String!
    "When it was posted."
    postedAt: DateTime!
  }

  "What came of posting."
  union KabarPostNoticeResult = KabarNotice | ValidationFailed
`;

/** What Kabar adds to the hub's graph. */
export const graph: GraphExtension<KabarConfig> = {
  sdl,
  resolvers: {
    Channel: { pinnedNotice: (_channel, _parameters, context) => pinnedNotice(context) },
    Mutation: {
      async kabarPostNotice(_source, { text }, context) {
        if (!context.viewer?.scopes.includes('conversations:write'))
          throw new GraphFault('FORBIDDEN', 'This needs the scope conversations:write.');
        const words = String(text).trim();
        if (words === '' || words.length > 500) {
          const problems = [{ field: 'text', message: 'Give 1 to 500 characters.' }];
          return { __typename: 'ValidationFailed', problems };
        }
        return { __typename: 'KabarNotice', ...(await postNotice(words, context)) };
      },
    },
  },
};
