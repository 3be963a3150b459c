import {
  ClientSession,
  type ClientSessionOptions,
  type Document,
  Db,
  MongoClient,
  type MongoClientOptions,
  ReadPreference,
  type ReadPreferenceMode,
} from 'mongodb';
import { EventLog } from './event-log.js';
import type { ClientDescription, EntityDescription } from './format.js';
import type { MatchContext } from './match.js';

/** Read concern, write concern and read preference as the format writes them, in the driver's form. */
export function commonOptions(options: Document = {}): Document {
  const { readPreference, ...others } = options;
  if (readPreference === undefined) return others;
  const { mode, tagSets, maxStalenessSeconds } = readPreference as Document;
  return {
    ...others,
    readPreference: new ReadPreference(mode as ReadPreferenceMode, tagSets, { maxStalenessSeconds }),
  };
}

function sessionOptions(options: Document = {}): ClientSessionOptions {
  const { defaultTransactionOptions, ...others } = options;
  return defaultTransactionOptions
    ? { ...others, defaultTransactionOptions: commonOptions(defaultTransactionOptions as Document) }
    : others;
}

interface Closable {
  close(): Promise<void>;
}

const isClosable = (entity: unknown): entity is Closable =>
  typeof (entity as Partial<Closable> | null)?.close === 'function';

/** The named things of one case; closed together when the case is over. */
export class Entities implements MatchContext {
  readonly events = new Map<string, EventLog>();
  readonly #entities = new Map<string, unknown>();
  /** Kept apart: an ended session no longer tells its id. */
  readonly #lsids = new Map<string, unknown>();
  readonly #uri: string;

  constructor(uri: string) {
    this.#uri = uri;
  }

  /** Creates entities in order; later ones refer to earlier ones by name. */
  async create(descriptions: EntityDescription[] = []): Promise<void> {
    for (const { client, database, collection, session } of descriptions) {
      if (client) await this.#createClient(client);
      else if (database) {
        const options = commonOptions(database.databaseOptions);
        this.add(database.id, this.get(database.client, MongoClient).db(database.databaseName, options));
      } else if (collection) {
        const options = commonOptions(collection.collectionOptions);
        this.add(collection.id, this.get(collection.database, Db).collection(collection.collectionName, options));
      } else if (session) {
        const started = this.get(session.client, MongoClient).startSession(sessionOptions(session.sessionOptions));
        this.add(session.id, started);
        this.#lsids.set(session.id, started.id);
      } else throw new Error('The runner knows the entities client, database, collection and session only.');
    }
  }

  async #createClient(description: ClientDescription): Promise<void> {
    const { id, uriOptions, serverApi } = description;
    const client = new MongoClient(this.#uri, {
      ...uriOptions,
      ...(serverApi ? { serverApi: serverApi as MongoClientOptions['serverApi'] } : {}),
      monitorCommands: true,
    });
    this.add(id, client);
    this.events.set(id, new EventLog(client, description));
    await client.connect();
  }

  /** Stores a result under a new name. */
  add(name: string, entity: unknown): void {
    if (this.#entities.has(name)) throw new Error(`The entity "${name}" is defined twice.`);
    this.#entities.set(name, entity);
  }

  entity(name: string): unknown {
    if (!this.#entities.has(name)) throw new Error(`There is no entity "${name}".`);
    return this.#entities.get(name);
  }

  get<Kind>(name: string, kind: abstract new (...args: never[]) => Kind): Kind {
    const entity = this.entity(name);
    if (!(entity instanceof kind)) throw new Error(`The entity "${name}" is not a ${kind.name}.`);
    return entity;
  }

  sessionLsid(name: string): unknown {
    if (!this.#lsids.has(name)) throw new Error(`There is no session "${name}".`);
    return this.#lsids.get(name);
  }

  /** Cursors first, then sessions, then clients; what fails to close is of no interest to the case. */
  async close(): Promise<void> {
    for (const log of this.events.values()) log.stop();
    const all = [...this.#entities.values()];
    const ignore = (): void => undefined;
    for (const entity of all) {
      if (isClosable(entity) && !(entity instanceof MongoClient)) await entity.close().catch(ignore);
    }
    for (const entity of all) if (entity instanceof ClientSession) await entity.endSession().catch(ignore);
    for (const entity of all) if (entity instanceof MongoClient) await entity.close().catch(ignore);
    this.#entities.clear();
  }
}
