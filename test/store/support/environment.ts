// eslint-disable-next-line no-restricted-syntax -- switches of the tests, not configuration of the product
const environment = process.env;

/** The address of a MongoDB that stands in for the embedded store, when MONGODB_URI gives one. */
export const externalUri: string | undefined = environment['MONGODB_URI'] || undefined;

/** The seed of a random test: KANAL_SEED when given, to repeat a run, else a new one each time. */
export const randomSeed = (): number => Number(environment['KANAL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
