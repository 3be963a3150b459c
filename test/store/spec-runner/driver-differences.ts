import type { Document } from 'mongodb';
import type { ExpectedEvent } from './format.js';

/**
 * What the official driver (mongodb 7.8) sends otherwise than the specification's cases expect, whatever the server is.
 * Only the difference itself is allowed for; everything else in the command still has to match.
 */
interface DriverDifference {
  applies(expected: Document, actual: Document): boolean;
  /** The command as the specification wants it. */
  corrected(actual: Document): Document;
}

const endsTransaction = (command: Document): boolean => 'commitTransaction' in command || 'abortTransaction' in command;

const differences: DriverDifference[] = [
  {
    // ClientSession sends wtimeout 10000 with every write concern of a commit, not with a repeated commit only.
    applies: (expected, actual) =>
      endsTransaction(actual) &&
      actual['writeConcern']?.wtimeout === 10_000 &&
      expected['writeConcern'] !== undefined &&
      !('wtimeout' in expected['writeConcern']),
    corrected: ({ writeConcern: { wtimeout: _, ...writeConcern }, ...actual }) => ({ ...actual, writeConcern }),
  },
  {
    // Aggregate, findAndModify and bulk writes leave `bypassDocumentValidation: false` out.
    applies: (expected, actual) =>
      expected['bypassDocumentValidation'] === false && actual['bypassDocumentValidation'] === undefined,
    corrected: (actual) => ({ ...actual, bypassDocumentValidation: false }),
  },
];

/** The observed event with the driver's own differences taken out, or the same event when there are none. */
export function withoutDriverDifferences<Event extends ExpectedEvent>(expected: ExpectedEvent, event: Event): Event {
  let { command } = event;
  for (const { applies, corrected } of differences) {
    if (command && expected.command && applies(expected.command, command)) command = corrected(command);
  }
  return command === event.command ? event : { ...event, command };
}

/** Cases that no server passes with this driver, by the reason. */
const impossible: Record<string, (description: string) => boolean> = {
  'the driver replaces an _id of null by one of its own': (description) =>
    /^inserting _id with type null via (insertOne|insertMany|bulkWrite|clientBulkWrite)$/.test(description),
  'the driver gives a partial result with all counts zero': (description) =>
    description.startsWith('partialResult is unset when '),
  'the driver drops the write concern of a bulk write in a transaction instead of refusing it': (description) =>
    description === 'client bulkWrite with writeConcern in a transaction causes a transaction error',
};

/** Why no server passes a case with this driver, or undefined when one may. */
export const driverCannotPass = (description: string): string | undefined =>
  Object.entries(impossible).find(([, applies]) => applies(description))?.[0];
