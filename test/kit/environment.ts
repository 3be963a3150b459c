/** The one place where tests read the environment. */
export const testEnvironment = {
  /** Set: the suite runs on this server instead of the embedded store. */
  // eslint-disable-next-line no-restricted-syntax -- the tests' own switch, read here only
  mongoUri: process.env.MONGODB_URI,
  /** Set: seeds of random tests; printed by each run. */
  // eslint-disable-next-line no-restricted-syntax -- the tests' own switch, read here only
  seed: process.env.KANAL_SEED === undefined ? undefined : Number(process.env.KANAL_SEED),
};
