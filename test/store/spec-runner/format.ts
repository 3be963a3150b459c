import type { Document } from 'mongodb';

/**
 * The unified test format of MongoDB's driver specifications (source/unified-test-format, schema 1.x), as far as the
 * suites crud, transactions, retryable-writes and change-streams use it. Field names are the format's own.
 */
export interface SuiteFile {
  description: string;
  schemaVersion: string;
  runOnRequirements?: RunOnRequirement[];
  createEntities?: EntityDescription[];
  initialData?: CollectionData[];
  tests: TestCase[];
}

/** One case; `skipReason` is the suite's own wish to leave it out. */
export interface TestCase {
  description: string;
  skipReason?: string;
  runOnRequirements?: RunOnRequirement[];
  operations: Operation[];
  expectEvents?: ExpectedEvents[];
  outcome?: CollectionData[];
}

/** What a server has to be for a file or case to apply; several of them mean "one of these". */
export interface RunOnRequirement {
  minServerVersion?: string;
  maxServerVersion?: string;
  topologies?: string[];
  serverless?: string;
  serverParameters?: Document;
  auth?: boolean;
  authMechanism?: string;
  csfle?: unknown;
}

/** One step of a case: a method of an entity, or of "testRunner". */
export interface Operation {
  name: string;
  object: string;
  arguments?: Document;
  ignoreResultAndError?: boolean;
  expectError?: ExpectedError;
  expectResult?: unknown;
  saveResultAsEntity?: string;
}

/** Assertions on a thrown error. */
export interface ExpectedError {
  isError?: boolean;
  isClientError?: boolean;
  isTimeoutError?: boolean;
  errorContains?: string;
  errorCode?: number;
  errorCodeName?: string;
  errorLabelsContain?: string[];
  errorLabelsOmit?: string[];
  writeErrors?: Document;
  writeConcernErrors?: Document[];
  errorResponse?: Document;
  expectResult?: unknown;
}

/** The documents of one collection, before (`initialData`) or after (`outcome`) a case. */
export interface CollectionData {
  databaseName: string;
  collectionName: string;
  createOptions?: Document;
  documents: Document[];
}

/** The events one client must have seen, in order. */
export interface ExpectedEvents {
  client: string;
  eventType?: 'command' | 'cmap' | 'sdam';
  events: Record<string, ExpectedEvent>[];
  ignoreExtraEvents?: boolean;
}

/** Assertions on one event. */
export interface ExpectedEvent {
  command?: Document;
  reply?: Document;
  commandName?: string;
  databaseName?: string;
}

/** A thing a case works with: exactly one of the keys is set. */
export interface EntityDescription {
  client?: ClientDescription;
  database?: { id: string; client: string; databaseName: string; databaseOptions?: Document };
  collection?: { id: string; database: string; collectionName: string; collectionOptions?: Document };
  session?: { id: string; client: string; sessionOptions?: Document };
}

/** A client of its own, with the events it records. */
export interface ClientDescription {
  id: string;
  uriOptions?: Document;
  observeEvents?: string[];
  ignoreCommandMonitoringEvents?: string[];
  serverApi?: Document;
}
