import { parseArgs } from 'node:util';
import { openDatabase } from '../support/database-under-test.js';
import { fileReport, passRate, suiteReport } from './report.js';
import { loadSuite, runSuite } from './suite.js';

const usage = `Usage: node dist/test/store/spec-runner/main.js FOLDER [options]
Runs the cases in MongoDB's unified test format (.json files of FOLDER) against a server.
  --uri mongodb://...   the server; without it the embedded store is started in a temporary folder
  --filter TEXT         only cases whose "file: description" contains TEXT
  --at-least PERCENT    exit code 1 when the pass rate is below this (default 100)
  --verbose             say what failed
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      uri: { type: 'string' },
      filter: { type: 'string' },
      'at-least': { type: 'string', default: '100' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [folder] = positionals;
  const bar = Number(values['at-least']);
  if (values.help || folder === undefined || positionals.length > 1 || !(bar >= 0 && bar <= 100)) {
    process.stderr.write(usage);
    return values.help ? 0 : 2;
  }
  const files = await loadSuite(folder);
  const database = values.uri ? { uri: values.uri, close: async () => undefined } : await openDatabase();
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  try {
    const results = await runSuite(files, database.uri, {
      ...(values.filter === undefined ? {} : { filter: values.filter }),
      onFile: (file, ofFile) => {
        if (ofFile.length > 0) say(fileReport(file, ofFile, values.verbose));
      },
    });
    say(suiteReport(results));
    return passRate(results) < bar ? 1 : 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
