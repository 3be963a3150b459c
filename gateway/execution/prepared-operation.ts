import type { QueryPlanner } from '@graphql-hive/router-query-planner';
import {
  executeSync,
  getVariableValues,
  type GraphQLError,
  Kind,
  print,
  stripIgnoredCharacters,
  valueFromASTUntyped,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compilePlan } from './compile-plan.js';
import { underDataKeys } from './data-keys.js';
import type { CompiledPlan, Row } from './plan.types.js';
import { compileShape, conditionVariables, type CompositeShape, type FieldShape } from './shape.js';
import type { TypeNames } from './type-names.js';

/** What planning needs of a supergraph. */
export interface PlanningContext {
  /** The public schema: what clients may see. */
  readonly schema: GraphQLSchema;
  readonly planner: QueryPlanner;
  readonly types: TypeNames;
}

/** Most different shapes kept of one operation (each combination of its `@skip` and `@include` variables is one). */
const maximumShapes = 16;

/** A valid operation with its plan and shapes, prepared once and used by every request that sends it. */
export class PreparedOperation {
  readonly operation: OperationDefinitionNode;
  private readonly fragments: readonly FragmentDefinitionNode[];
  private readonly fragmentsByName: Readonly<Record<string, FragmentDefinitionNode>>;
  private readonly conditions: readonly string[];
  private readonly shapes = new Map<string, CompositeShape>();
  private normalisedText: string | undefined;
  private planned: Promise<CompiledPlan> | undefined;

  constructor(
    private readonly context: PlanningContext,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ) {
    this.operation = operation;
    this.fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    this.fragmentsByName = Object.fromEntries(this.fragments.map((fragment) => [fragment.name.value, fragment]));
    this.conditions = conditionVariables(operation, this.fragments);
  }

  /** The plan; asked of the planner once. */
  plan(): Promise<CompiledPlan> {
    this.planned ??= this.makePlan().catch((error: unknown) => {
      this.planned = undefined;
      throw error;
    });
    return this.planned;
  }

  /** Coerces the caller's variables, with defaults. Throws BAD_USER_INPUT with every fault. */
  variables(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const definitions = this.operation.variableDefinitions ?? [];
    if (definitions.length === 0) return {};
    const { coerced, errors } = getVariableValues(this.context.schema, definitions, given, { maxErrors: 10 });
    if (errors) throw new VariableFault(errors);
    return coerced;
  }

  /** The operation with its fragments in one spelling: equal for documents that differ in blanks and comments only. */
  normalised(): string {
    this.normalisedText ??= stripIgnoredCharacters(print(this.documentOfOperation()));
    return this.normalisedText;
  }

  /** Value of an argument of the first root field, or undefined. */
  rootArgument(name: string, variables: Readonly<Record<string, unknown>>): unknown {
    const [field] = this.shape(variables).fields(this.shape(variables).typeName) ?? [];
    const argument = field?.nodes[0]?.arguments?.find((each) => each.name.value === name);
    return argument && valueFromASTUntyped(argument.value, variables);
  }

  /** What the answer must look like for these variables. */
  shape(variables: Readonly<Record<string, unknown>>): CompositeShape {
    const key = this.conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
    let shape = this.shapes.get(key);
    if (!shape) {
      if (this.shapes.size >= maximumShapes) this.shapes.clear();
      shape = compileShape(this.context.schema, this.operation, this.fragmentsByName, variables);
      this.shapes.set(key, shape);
    }
    return shape;
  }

  /** Answers one `__schema` or `__type` field from the public schema. */
  introspect(field: FieldShape, variables: Readonly<Record<string, unknown>>): unknown {
    const { data } = executeSync({
      schema: this.context.schema,
      document: {
        kind: Kind.DOCUMENT,
        definitions: [
          { ...this.operation, selectionSet: { kind: Kind.SELECTION_SET, selections: field.nodes } },
          ...this.fragments,
        ],
      },
      variableValues: variables,
    });
    return (data as Row | null | undefined)?.[field.key];
  }

  private documentOfOperation(): DocumentNode {
    return { kind: Kind.DOCUMENT, definitions: [this.operation, ...this.fragments] };
  }

  private async makePlan(): Promise<CompiledPlan> {
    if (this.asksNothingOfSubgraphs()) return {};
    const document = underDataKeys(this.documentOfOperation());
    const plan = await this.context.planner.planAsync(
      print(document),
      this.operation.name?.value,
      new Set(),
      0,
      undefined,
    );
    return compilePlan(plan, this.context.types);
  }

  private asksNothingOfSubgraphs(): boolean {
    return this.operation.selectionSet.selections.every(
      (selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'),
    );
  }
}

/** The caller's variables do not fit the operation. */
export class VariableFault extends Error {
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLError[]) {
    super('The variables do not fit the operation.');
    this.name = 'VariableFault';
    this.errors = errors.map((error) => ({ message: error.message, extensions: { code: 'BAD_USER_INPUT' } }));
  }
}
