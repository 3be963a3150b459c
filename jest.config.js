// Tests run on the built files (hub/setup.mjs builds first), so worker threads and child processes
// start from the same code as in production. Which files run is chosen by KANAL_TESTS: unit (default), long, browser.
const kinds = {
  unit: {
    testPathIgnorePatterns: ['/node_modules/', '\\.long\\.test\\.js$', '\\.browser\\.test\\.js$'],
    testTimeout: 30_000,
  },
  long: { testRegex: '\\.long\\.test\\.js$', testTimeout: 1_200_000 },
  browser: { testRegex: '\\.browser\\.test\\.js$', testTimeout: 120_000 },
};
// eslint-disable-next-line no-restricted-syntax -- the test runner's own switch, read before any code of ours
const kind = kinds[process.env.KANAL_TESTS ?? 'unit'];

export default {
  roots: ['<rootDir>/dist'],
  ...(kind.testRegex ? {} : { testMatch: ['**/*.test.js'] }),
  ...kind,
  transform: {},
  testEnvironment: 'node',
  maxWorkers: 2,
};
