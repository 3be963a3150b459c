import { GraphFault, type GraphExtension, type GraphResolver } from '../sdk/index.js';
import { articles } from './articles.js';
import { columns } from './columns.js';
import type { SippConfig } from './config.js';
import { rulesOn } from './contribution-rules.js';
import { addressOf } from './notices.js';

const sdl = `
"A text in both languages of the hub."
type SippText { "In Indonesian." id: String! "In English." en: String! }

"A column of a worker list."
type SippColumn {
  "Name by which problems call it."
  name: String!
  "Heading of the template."
  heading: String!
  "Headings under which it is found, without signs and spaces."
  headings: [String!]!
  "Whether every row must have it."
  required: Boolean!
  "What stands in it."
  description: SippText!
}

"Something that an employer should know."
type SippArticle { "Its id." id: ID! "What it is about." title: SippText! "Its text." body: SippText! }

"What the employer portal offers."
type SippPortal {
  "Path under the address of the hub to which worker lists are posted as CSV."
  uploadPath: String!
  "Path of the empty template."
  templatePath: String!
  "Most rows of one file."
  maximumRows: Int!
  "Columns of a worker list."
  columns: [SippColumn!]!
  "Information for employers."
  articles: [SippArticle!]!
}

"When a contribution is due."
enum SippDueMonth { "In the month for which it is paid." SAME "In the month that follows." FOLLOWING }

"A contribution rule for wage earners on a day."
type SippContributionRule {
  "JKN, JHT, JKK, JKM, JP or JKP."
  programme: String!
  "PPU_BU or TK_PU."
  segment: String!
  "Name of the programme."
  name: SippText!
  "Percent of the wage that the employer pays, decimal; several by class of risk, the lowest first."
  employerPercents: [String!]!
  "Percent of the wage that the worker pays, decimal."
  workerPercent: String!
  "Highest wage that counts, whole rupiah; null: none, or not known."
  wageCeiling: Int
  "Day of the month by which it is paid."
  dueDay: Int!
  "Of which month."
  dueMonth: SippDueMonth!
  "Whether the next working day counts after a holiday; null: no rule was found."
  nextWorkingDay: Boolean
  "What else matters."
  note: SippText!
  "First day on which the rule holds."
  from: Date!
  "First day on which it no longer holds; null: it still does."
  to: Date
  "False: sources differ, or the regulation could not be checked."
  verified: Boolean!
}

"A notice to an employer."
type SippNotice {
  "Gap-free number among the notices of the employer, from 1."
  sequence: Int!
  "When it was laid down."
  at: DateTime!
  "LIST_APPLIED or LIST_REFUSED."
  kind: String!
  "The upload that it is about."
  listId: ID!
  "The notice."
  text: SippText!
}

extend type Channel {
  "What the employer portal offers; null for other channels."
  sipp: SippPortal
}

extend type Query {
  "Contribution rules for wage earners in force on a day. Open to everybody."
  sippContributionRules("Today when left out." on: Date): [SippContributionRule!]!
  "Notices to the employer who asks, oldest first. For the token of an employer."
  sippNotices("Items to give, 1 to 100." first: Int = 20, "Sequence of the last notice that was read." after: Int = 0): [SippNotice!]!
}
`;

const isoDay = (value: unknown, now: Date) => {
  const day = value === undefined || value === null ? now : new Date(value as Date | string);
  if (Number.isNaN(day.getTime())) throw new GraphFault('BAD_USER_INPUT', '`on` is a date such as 2026-11-21.');
  return day.toISOString().slice(0, 10);
};

const contributionRules: GraphResolver<SippConfig> = (_source, { on }, { now }) =>
  rulesOn(isoDay(on, now())).map(({ due, from, to, ...rule }) => ({
    ...rule,
    dueDay: due.day,
    dueMonth: due.month,
    nextWorkingDay: due.nextWorkingDay,
    from: new Date(from),
    to: to && new Date(to),
  }));

const notices: GraphResolver<SippConfig> = async (_source, { first, after }, { viewer, mailbox }) => {
  if (!viewer) throw new GraphFault('UNAUTHENTICATED', 'Sign in first: send the token of an employer.');
  if (viewer.role !== 'employer' || viewer.employer === undefined)
    throw new GraphFault('FORBIDDEN', 'Notices are for employers.');
  const [count, from] = [Number(first ?? 20), Number(after ?? 0)];
  if (!(count >= 1 && count <= 100) || !(from >= 0))
    throw new GraphFault('BAD_USER_INPUT', '`first` is 1 to 100, `after` the sequence of a notice or 0.');
  const entries = await mailbox.read(addressOf(viewer.employer), from, count);
  return entries.map(({ sequence, at, value }) => ({ ...(value as object), sequence, at }));
};

const portal: GraphResolver<SippConfig> = (_source, _parameters, { channelId, config }) => ({
  uploadPath: `/channels/${channelId}/worker-lists`,
  templatePath: `/channels/${channelId}/worker-list-template.csv`,
  maximumRows: config.maximumRows,
  columns: columns.map((column) => ({ ...column, heading: column.headings[0] })),
  articles,
});

/** What the portal adds to the graph: information under its channel, contribution rules, and notices. */
export const graph: GraphExtension<SippConfig> = {
  sdl,
  resolvers: {
    Channel: { sipp: portal },
    Query: { sippContributionRules: contributionRules, sippNotices: notices },
  },
};
