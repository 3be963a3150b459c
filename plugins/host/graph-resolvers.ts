import { Kind, type DocumentNode, type GraphQLResolveInfo } from 'graphql';
import { KanalError, notFound } from '../../subgraphs/kernel/errors.js';
import type { RequestContext } from '../../subgraphs/kernel/context.js';
import type { ExtensionResolver, SchemaExtension } from '../../subgraphs/kernel/federated-schema.js';
import { isGraphFault, type ChannelPlugin, type GraphResolver, type GraphSource } from '../sdk/index.js';
import type { Host } from './types.js';

/** What the fields of plugins need of the host. */
export type GraphHost = Pick<Host, 'channels' | 'serve'>;

/** Milliseconds that a field may take, unless its plugin says less. */
const longestDeadline = 5_000;

type Path = GraphQLResolveInfo['path'];

/** The fields of a plugin as the channels subgraph runs them: each under the host's guard, for the account it belongs to. */
export function guardedExtension(plugin: ChannelPlugin, document: DocumentNode, host: GraphHost): SchemaExtension {
  const { resolvers, deadline = longestDeadline } = plugin.graph!;
  const fields = new FieldGuard(plugin.id, Math.min(deadline, longestDeadline), host);
  const guarded: Record<string, Record<string, ExtensionResolver>> = {};
  for (const [type, { __resolveType: resolve }] of Object.entries(resolvers))
    if (resolve) guarded[type] = { __resolveType: fields.typeOf(resolve) };
  for (const definition of document.definitions) {
    const { kind } = definition;
    if (kind !== Kind.OBJECT_TYPE_DEFINITION && kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    const type = definition.name.value;
    for (const { name } of definition.fields ?? []) {
      const resolve = resolvers[type]?.[name.value];
      guarded[type] = { ...guarded[type], [name.value]: resolve ? fields.of(type, resolve) : fields.member };
    }
  }
  return { document, resolvers: guarded };
}

class FieldGuard {
  /** The account that answered a field; what hangs beneath it belongs to the same. */
  private readonly accounts = new WeakMap<Path, string>();

  constructor(
    private readonly pluginId: string,
    private readonly deadline: number,
    private readonly host: GraphHost,
  ) {}

  of(type: string, resolve: GraphResolver<unknown>): ExtensionResolver {
    if (type === 'Channel')
      return this.onRow(
        resolve,
        ({ id }) => id,
        ({ id }) => ({ id }),
      );
    if (type === 'Conversation')
      return this.onRow(
        resolve,
        ({ channelId }) => channelId,
        ({ id, channelId }) => ({ id, channelId }),
      );
    if (type === 'Query' || type === 'Mutation') {
      return (_source, parameters, context, info) => {
        const channelId = this.chosenAccount(parameters['channel'], context);
        return this.serve(channelId, resolve, {}, parameters, context, info);
      };
    }
    return (source, parameters, context, info) =>
      this.serve(this.accountAbove(info.path), resolve, source as GraphSource, parameters, context, info);
  }

  /** A plain member of what the plugin gave before; a function in it is never called. */
  readonly member: ExtensionResolver = (source, _parameters, _context, { fieldName }) => {
    const value = (source as Readonly<Record<string, unknown>>)[fieldName];
    if (typeof value === 'function' || isThenable(value))
      throw new Error(`${fieldName} of the plugin ${this.pluginId} is no plain member: it needs a resolver.`);
    return value;
  };

  typeOf(resolve: GraphResolver<unknown>): ExtensionResolver {
    // graphql-js calls a type resolver without arguments: (value, context, info).
    return (source, context, info) => {
      const request = context as unknown as RequestContext;
      const { path } = info as unknown as GraphQLResolveInfo;
      const channelId = this.accountAbove(path);
      return this.call(channelId, request, (service) => resolve(source as GraphSource, {}, service));
    };
  }

  private onRow(
    resolve: GraphResolver<unknown>,
    channelOf: (row: GraphSource) => unknown,
    shown: (row: GraphSource) => GraphSource,
  ): ExtensionResolver {
    return (source, parameters, context, info) => {
      const row = source as GraphSource;
      const channelId = this.accountIds().find((id) => id === channelOf(row));
      return channelId === undefined ? null : this.serve(channelId, resolve, shown(row), parameters, context, info);
    };
  }

  private serve(
    channelId: string,
    resolve: GraphResolver<unknown>,
    source: GraphSource,
    parameters: Readonly<Record<string, unknown>>,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<unknown> {
    this.accounts.set(info.path, channelId);
    return this.call(channelId, context, (service) => resolve(source, parameters, service));
  }

  private async call(
    channelId: string,
    { principal, requestId }: RequestContext,
    work: (...given: Parameters<Parameters<GraphHost['serve']>[3]>) => unknown,
  ): Promise<unknown> {
    try {
      const caller = { viewer: principal, requestId };
      return await this.host.serve(channelId, caller, { deadline: this.deadline }, async (service) =>
        settled(await work(service)),
      );
    } catch (error) {
      throw isGraphFault(error) ? new KanalError(error.code, error.message) : error;
    }
  }

  private accountIds(): string[] {
    return this.host
      .channels()
      .filter(({ plugin }) => plugin.id === this.pluginId)
      .map(({ id }) => id);
  }

  /** The named account, else the first one; within the channels that the viewer's token is limited to. */
  private chosenAccount(named: unknown, { principal }: RequestContext): string {
    const limit = principal?.channels;
    const open = this.accountIds().filter((id) => limit === undefined || limit.includes(id));
    const chosen = named === undefined || named === null ? open[0] : open.find((id) => id === named);
    if (chosen === undefined) throw notFound(`A channel ${named ? `${String(named)} ` : ''}of ${this.pluginId}`);
    return chosen;
  }

  private accountAbove(path: Path): string {
    for (let place: Path | undefined = path; place; place = place.prev) {
      const known = this.accounts.get(place);
      if (known !== undefined) return known;
    }
    throw new Error(`A field of the plugin ${this.pluginId} hangs on nothing of it.`);
  }
}

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** Waits for items of a list too, so that nothing is left to wait for outside the deadline. */
async function settled(value: unknown): Promise<unknown> {
  if (!Array.isArray(value)) return value;
  return Promise.all(value.map(async (item) => settled(await item)));
}
