/** Imports run one way (docs/architecture.md): type-only imports count, cycles are refused. */
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });
const outside = (allowed) => ({ path: '^(gateway|subgraphs|plugins|schema|store|hub|test)/', pathNot: allowed });
const subgraph = '(participants|channels|campaigns|complaints|analytics)';
const tests = '\\.test\\.ts$';

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }, 'A cycle has no first file to read.'),
    forbid('schema-is-a-leaf', { path: '^schema/', pathNot: tests }, outside('^schema/')),
    forbid('store-is-alone', { path: '^store/', pathNot: tests }, outside('^store/')),
    forbid('gateway-knows-schema-only', { path: '^gateway/', pathNot: tests }, outside('^(gateway|schema)/')),
    forbid(
      'kernel-knows-schema-only',
      { path: '^subgraphs/kernel/', pathNot: tests },
      outside('^(subgraphs/kernel|schema)/'),
    ),
    forbid(
      'no-subgraph-to-subgraph',
      { path: `^subgraphs/${subgraph}/` },
      { path: `^subgraphs/${subgraph}/`, pathNot: '^subgraphs/$1/' },
    ),
    forbid(
      'subgraphs-know-kernel-and-schema',
      { path: `^subgraphs/${subgraph}/`, pathNot: `${tests}|^subgraphs/[a-z]+/main\\.ts$` },
      outside(`^(subgraphs/|schema/|plugins/sdk/)`),
      'Only channels may know the plugin contract; host is for composition roots.',
    ),
    forbid(
      'only-channels-know-the-sdk',
      { path: '^subgraphs/(participants|campaigns|complaints|analytics|kernel)/' },
      { path: '^plugins/' },
    ),
    forbid('api-through-domain', { path: `^subgraphs/${subgraph}/api/` }, { path: '^subgraphs/[a-z]+/data/' }),
    forbid('domain-not-api', { path: `^subgraphs/${subgraph}/domain/` }, { path: '^subgraphs/[a-z]+/api/' }),
    forbid('data-below-domain', { path: `^subgraphs/${subgraph}/data/` }, { path: '^subgraphs/[a-z]+/(api|domain)/' }),
    forbid(
      'domain-is-pure',
      { path: `^subgraphs/${subgraph}/domain/`, pathNot: tests },
      { path: 'node_modules/(graphql|type-graphql|mongoose|mongodb)/' },
    ),
    forbid(
      'decorators-live-in-api',
      { path: '^(subgraphs|plugins|gateway|hub|store)/', pathNot: '^subgraphs/([a-z]+/api|kernel)/' },
      { path: 'node_modules/type-graphql/' },
    ),
    forbid('sdk-knows-schema-only', { path: '^plugins/sdk/', pathNot: tests }, outside('^(plugins/sdk|schema)/')),
    forbid(
      'host-knows-sdk-and-kernel',
      { path: '^plugins/host/', pathNot: tests },
      outside('^(plugins/(host|sdk)|subgraphs/kernel|schema)/'),
    ),
    forbid(
      'plugins-know-the-sdk-only',
      { path: '^plugins/(?!sdk/|host/)([^/]+)/', pathNot: tests },
      { path: '^(gateway|subgraphs|schema|store|hub|test|plugins)/', pathNot: '^plugins/(sdk|$1)/' },
    ),
    forbid(
      'plugins-stay-apart',
      { path: '^plugins/(?!sdk/|host/)([^/]+)/', pathNot: tests },
      { path: '^plugins/(?!sdk/)', pathNot: '^plugins/$1/' },
    ),
    forbid(
      'tests-of-plugins-may-use-the-host',
      { path: '^plugins/(?!sdk/|host/)([^/]+)/.*\\.test\\.ts$' },
      { path: '^plugins/(?!sdk/)', pathNot: '^plugins/($1|host)/' },
    ),
    forbid(
      'host-is-for-composition-roots',
      { path: '^(gateway|subgraphs|schema|store)/', pathNot: '^subgraphs/channels/main\\.ts$|\\.test\\.ts$' },
      { path: '^plugins/host/' },
    ),
    forbid('nobody-imports-the-hub', { path: '^(gateway|subgraphs|plugins|schema|store)/' }, { path: '^hub/' }),
    forbid(
      'code-does-not-import-tests',
      { path: '^(gateway|subgraphs|plugins|schema|store|hub)/', pathNot: tests },
      { path: '^test/' },
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
  },
};
