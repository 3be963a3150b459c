import { Kind, type DefinitionNode, type DocumentNode, type TypeDefinitionNode, type TypeNode } from 'graphql';

/** What a plugin's extension meets. */
export interface GraphSurroundings {
  /** The hub's own channels subgraph. */
  readonly core: DocumentNode;
  /** Extensions in service, by the id of their plugin. */
  readonly others: ReadonlyMap<string, DocumentNode>;
}

/** A definition of a type, whatever its kind. */
export type OwnType = TypeDefinitionNode;

/** Names in a plugin's part of the graph, and those that are taken. */
export class GraphNames {
  /** `mobileJkn` for the plugin `mobile-jkn`. */
  readonly camel: string;
  /** `MobileJkn`. */
  readonly pascal: string;
  private readonly own = new Map<string, number>();
  private readonly fields = new Map<string, Set<string>>();
  private readonly composite = new Set<string>();
  private readonly taken = new Map<string, string>();
  private readonly repeated = new Set<string>();

  constructor(pluginId: string, document: DocumentNode, { core, others }: GraphSurroundings) {
    this.camel = pluginId.replace(/-+(.?)/g, (_, letter: string) => letter.toUpperCase());
    this.pascal = this.camel.charAt(0).toUpperCase() + this.camel.slice(1);
    this.take(core, "the hub's own graph");
    for (const [id, other] of others) if (id !== pluginId) this.take(other, `the plugin ${id}`);
    for (const definition of document.definitions) this.note(definition);
    this.findComposite(core);
  }

  isFieldName(name: string): boolean {
    return startsWith(name, this.camel);
  }

  isTypeName(name: string): boolean {
    return startsWith(name, this.pascal);
  }

  /** Defined by the plugin itself. */
  isOwn(type: string): boolean {
    return this.own.has(type);
  }

  isTwice(type: string): boolean {
    return (this.own.get(type) ?? 0) > 1;
  }

  /** An object, interface or union of the hub that is no entity. */
  isComposite(type: string): boolean {
    return this.composite.has(type);
  }

  /** Who has a type, or a field of it, already. */
  holderOf(type: string, field?: string): string | undefined {
    return this.taken.get(field === undefined ? type : `${type}.${field}`) ?? this.twice(type, field);
  }

  /** Fields (and `__resolveType` where it has a meaning) for which the plugin may give resolvers. */
  fieldsOf(type: string): ReadonlySet<string> | undefined {
    return this.fields.get(type);
  }

  private twice(type: string, field: string | undefined): string | undefined {
    return field !== undefined && this.repeated.has(`${type}.${field}`) ? 'its own SDL' : undefined;
  }

  private take({ definitions }: DocumentNode, by: string): void {
    for (const definition of definitions) {
      if (!('name' in definition) || !definition.name) continue;
      const type = definition.name.value;
      if (!/Extension$/.test(definition.kind)) this.taken.set(type, by);
      if (!('fields' in definition)) continue;
      for (const { name } of definition.fields ?? []) this.taken.set(`${type}.${name.value}`, by);
    }
  }

  private note(definition: DefinitionNode): void {
    if (!('name' in definition) || !definition.name) return;
    const type = definition.name.value;
    const { kind } = definition;
    if (!/Extension$/.test(kind)) this.own.set(type, (this.own.get(type) ?? 0) + 1);
    if (kind === Kind.OBJECT_TYPE_DEFINITION || kind === Kind.OBJECT_TYPE_EXTENSION)
      for (const { name } of definition.fields ?? []) this.noteField(type, name.value);
    if (kind === Kind.UNION_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_DEFINITION)
      this.noteField(type, '__resolveType');
  }

  private noteField(type: string, field: string): void {
    const known = this.fields.get(type) ?? new Set<string>();
    if (known.has(field)) this.repeated.add(`${type}.${field}`);
    this.fields.set(type, known.add(field));
  }

  private findComposite({ definitions }: DocumentNode): void {
    for (const definition of definitions) {
      const { kind } = definition;
      if (kind === Kind.UNION_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_DEFINITION)
        this.composite.add(definition.name.value);
      if (kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      const isEntity = (definition.directives ?? []).some(({ name }) => name.value === 'key');
      if (!isEntity) this.composite.add(definition.name.value);
    }
  }
}

/** Name of the type beneath lists and marks of non-null. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** A whole word of a name: `web` begins `webOpen`, not `website`. */
const startsWith = (name: string, prefix: string) =>
  name.startsWith(prefix) && !/^[a-z]/.test(name.slice(prefix.length));
