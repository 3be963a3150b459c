import {
  getOperationAST,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { RequestFault } from '../errors.js';
import { PreparedOperation } from '../execution/prepared-operation.js';
import type { GatewayLimits } from '../limits.js';
import type { Supergraph } from '../supergraph/compose.js';
import { compileCost, type CostOf } from './cost.js';
import { checkStaticLimits } from './static-limits.js';

/** A valid operation of a document, with its cost. */
export interface CheckedOperation {
  readonly prepared: PreparedOperation;
  /** Fragments of its document, by name. */
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly cost: CostOf;
}

interface CheckedDocument {
  readonly document: DocumentNode;
  readonly operations: Map<string, CheckedOperation>;
  readonly introspects: boolean;
}

const maximumDocuments = 2_000;
const maximumCharacters = 8_000_000;
const maximumReportedFaults = 10;

/**
 * Parses, bounds and validates operations, and remembers them by their text: what clients send again and again is
 * checked and planned once for the life of a supergraph. Faults are not remembered.
 */
export class OperationStore {
  private readonly documents = new LRUCache<string, CheckedDocument>({
    max: maximumDocuments,
    maxSize: maximumCharacters,
    sizeCalculation: (_, text) => text.length + 1,
  });

  constructor(
    private readonly supergraph: Supergraph,
    private readonly limits: GatewayLimits,
  ) {}

  /** The operation to run. Throws a `RequestFault` that names what is wrong. */
  find(text: string, operationName: string | undefined, mayIntrospect: boolean): CheckedOperation {
    let checked = this.documents.get(text);
    if (!checked) {
      checked = this.check(text);
      this.documents.set(text, checked);
    }
    if (checked.introspects && !mayIntrospect) throw introspectionRefused(this.supergraph, checked.document);
    return this.operationOf(checked, operationName);
  }

  private operationOf(checked: CheckedDocument, operationName: string | undefined): CheckedOperation {
    const known = checked.operations.get(operationName ?? '');
    if (known) return known;
    const operation = getOperationAST(checked.document, operationName);
    if (!operation) {
      const message =
        operationName === undefined
          ? 'The document holds several operations: name one in `operationName`.'
          : `The document holds no operation named "${operationName}".`;
      throw new RequestFault('BAD_REQUEST', message);
    }
    const fragments = checked.document.definitions.filter(
      ({ kind }) => kind === Kind.FRAGMENT_DEFINITION,
    ) as FragmentDefinitionNode[];
    const made: CheckedOperation = {
      fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
      prepared: new PreparedOperation(this.supergraph, checked.document, operation),
      kind: operation.operation,
      cost: compileCost({ ...this.supergraph, assumedListSize: this.limits.assumedListSize }, operation, fragments),
    };
    checked.operations.set(operationName ?? '', made);
    return made;
  }

  private check(text: string): CheckedDocument {
    const document = this.parse(text);
    checkStaticLimits(document, this.limits);
    const faults = validate(this.supergraph.schema, document, specifiedRules, { maxErrors: maximumReportedFaults });
    if (faults.length > 0) throw invalid(faults);
    return { document, operations: new Map(), introspects: introspects(document) };
  }

  private parse(text: string): DocumentNode {
    try {
      return parse(text, { maxTokens: this.limits.tokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      if (error.message.includes('tokens. Parsing aborted')) {
        throw new RequestFault('OPERATION_TOO_COMPLEX', `The operation has more than ${this.limits.tokens} tokens.`);
      }
      throw new RequestFault('GRAPHQL_PARSE_FAILED', error.message, {
        errors: [formatted(error, 'GRAPHQL_PARSE_FAILED')],
      });
    }
  }
}

const formatted = (error: GraphQLError, code: string): GraphQLFormattedError => ({
  message: error.message,
  ...(error.locations ? { locations: error.locations } : {}),
  extensions: { code },
});

function invalid(faults: readonly GraphQLError[]): RequestFault {
  return new RequestFault('GRAPHQL_VALIDATION_FAILED', 'The operation does not fit the schema.', {
    errors: faults.map((fault) => formatted(fault, 'GRAPHQL_VALIDATION_FAILED')),
  });
}

function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ name }) {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}

function introspectionRefused({ schema }: Supergraph, document: DocumentNode): RequestFault {
  return invalid(validate(schema, document, [NoSchemaIntrospectionCustomRule]));
}
