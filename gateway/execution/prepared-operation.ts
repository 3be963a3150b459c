import type { QueryPlanner } from '@graphql-hive/router-query-planner';
import {
  executeSync,
  getVariableValues,
  type GraphQLError,
  Kind,
  print,
  stripIgnoredCharacters,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compilePlan } from './compile-plan.js';
import { conditionVariables } from './conditions.js';
import { DataKeys } from './data-keys.js';
import { Literals } from './literals.js';
import type { CompiledPlan, Row } from './plan.types.js';
import { plannerDocument } from './planner-document.js';
import { compileShape, type CompositeShape, type FieldShape } from './shape.js';
import type { TypeNames } from './type-names.js';

/** What planning needs of a supergraph. */
export interface PlanningContext {
  /** The public schema: what clients may see. */
  readonly schema: GraphQLSchema;
  readonly planner: QueryPlanner;
  readonly types: TypeNames;
}

/** Most variants kept of one operation: each combination of its `@skip` and `@include` variables is one. */
const maximumVariants = 16;

interface Variant {
  readonly shape: CompositeShape;
  plan: Promise<CompiledPlan> | undefined;
}

/** A valid operation with its plan and shapes, prepared once and used by every request that sends it. */
export class PreparedOperation {
  readonly operation: OperationDefinitionNode;
  private readonly fragments: readonly FragmentDefinitionNode[];
  private readonly fragmentsByName: Readonly<Record<string, FragmentDefinitionNode>>;
  private readonly conditions: readonly string[];
  private readonly variants = new Map<string, Variant>();
  private readonly keys: DataKeys;
  private normalisedText: string | undefined;

  constructor(
    private readonly context: PlanningContext,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ) {
    this.operation = operation;
    this.keys = new DataKeys(context.schema);
    this.fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    this.fragmentsByName = Object.fromEntries(this.fragments.map((fragment) => [fragment.name.value, fragment]));
    this.conditions = conditionVariables(operation, this.fragments);
  }

  /** The plan for these variables; asked of the planner once. */
  plan(variables: Readonly<Record<string, unknown>>): Promise<CompiledPlan> {
    const variant = this.variant(variables);
    variant.plan ??= this.makePlan(variables).catch((error: unknown) => {
      variant.plan = undefined;
      throw error;
    });
    return variant.plan;
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

  /** What the answer must look like for these variables. */
  shape(variables: Readonly<Record<string, unknown>>): CompositeShape {
    return this.variant(variables).shape;
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

  private variant(variables: Readonly<Record<string, unknown>>): Variant {
    const key = this.conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
    let variant = this.variants.get(key);
    if (!variant) {
      if (this.variants.size >= maximumVariants) this.variants.clear();
      variant = { shape: compileShape(this.compilation(variables), this.operation), plan: undefined };
      this.variants.set(key, variant);
    }
    return variant;
  }

  private compilation(variables: Readonly<Record<string, unknown>>) {
    return { schema: this.context.schema, fragments: this.fragmentsByName, variables, keys: this.keys };
  }

  private async makePlan(variables: Readonly<Record<string, unknown>>): Promise<CompiledPlan> {
    const literals = new Literals();
    const document = plannerDocument({ ...this.compilation(variables), operation: this.operation, literals });
    if (!document) return {};
    const name = this.operation.name?.value;
    const plan = await this.context.planner.planAsync(print(document), name, new Set(), 0, undefined);
    return compilePlan(plan, { types: this.context.types, literals });
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
