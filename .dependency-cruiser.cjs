// The layer rule of the design: imports point downwards only.
const layers = [
  'abi',
  'platform',
  'host',
  'backend',
  'guest',
  'program',
  'changes',
  'executor',
  'oracle',
  'campaign',
  'conformance',
  'report',
  'vitest',
  'cli',
  'library',
];

/** Which layers each layer may import from (itself always). */
const allowed = {
  abi: [],
  platform: ['abi'],
  host: ['abi', 'platform'],
  backend: ['abi', 'host'],
  guest: ['abi', 'platform'],
  program: ['abi'],
  changes: ['abi', 'platform', 'host', 'backend'],
  executor: ['abi', 'platform', 'host', 'backend', 'guest', 'program', 'changes'],
  oracle: ['abi', 'platform', 'program', 'executor'],
  campaign: ['abi', 'platform', 'program', 'changes', 'executor', 'oracle'],
  conformance: ['abi', 'platform', 'guest', 'program', 'changes', 'executor', 'oracle', 'campaign'],
  report: ['abi', 'platform', 'program', 'executor', 'oracle', 'campaign', 'conformance'],
  vitest: ['abi', 'platform', 'program', 'changes', 'executor', 'oracle', 'campaign', 'report'],
  cli: layers.filter((layer) => layer !== 'vitest' && layer !== 'library'),
  library: layers,
};

module.exports = {
  forbidden: [
    ...layers.map((layer) => ({
      name: `layer-${layer}`,
      severity: 'error',
      from: { path: `^src/${layer}/`, pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^src/', pathNot: [layer, ...allowed[layer]].map((name) => `^src/${name}/`).join('|') },
    })),
    {
      name: 'pure-layers-have-no-io',
      comment: 'core, host, platform, programs and oracles do no I/O',
      severity: 'error',
      from: {
        path: '^src/(abi|platform|host|backend|guest|program|changes|oracle)/',
        pathNot: '\\.test\\.ts$|/testing/',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vitest-for-suites-only',
      comment:
        'vitest is an optional peer: one entry point needs it, the rest of the package must load without',
      severity: 'error',
      from: { path: '^(src|fuzz)/', pathNot: '^src/vitest/index\\.ts$|\\.test\\.ts$|/testing/' },
      to: { path: '(^|/)node_modules/(vitest|@vitest)/' },
    },
    {
      name: 'testing-for-tests-only',
      comment: 'what tests share is not in the package',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^src/testing/' },
    },
    {
      name: 'cases-know-no-backend',
      comment: 'expectations are literal or computed from the dump, never by the code under test',
      severity: 'error',
      from: { path: '^conformance/cases/' },
      to: { path: '^src/(backend|host|guest|changes)/' },
    },
    {
      name: 'no-runtime-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
