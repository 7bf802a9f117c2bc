/** A command that a document shows and the test does not run, and what the test looks at instead. */
export interface Exception {
  readonly command: RegExp;
  readonly why: string;
  /** Names of scripts of `package.json`. */
  readonly scripts?: RegExp;
}

/** What is not run. Each is recognised by its beginning, so that a new command is run. */
export const exceptions: readonly Exception[] = [
  { command: /^npm ci && npm (start|test)$/, why: '.ci/run begins with it', scripts: /npm (\w+)$/ },
  { command: /^npm (ci|install|i) /, why: 'it needs a registry, and .ci/run does the first' },
  { command: /^npx jazzer /, why: 'Jazzer.js is not always there; fuzz/jazzer.test.ts runs it so' },
  {
    command:
      /^npm run (build|coverage:conformance|mutants|mutants:sample|mutants:fuzz|removed-checks|self-test|rediscovery)( -- [\w -]+)?( --report \S+)?$/,
    why: 'it takes minutes to hours; .ci/run or a test of its own runs it',
    scripts: /^npm run ([\w:-]+)/,
  },
  {
    command: /^npx pciback-rig (build linux .*--yes|.*--executor linux|audit|diff)\b/,
    why: "it needs Debian's packages; src/executor/linux has tests that run where the driver was built",
  },
  {
    command: /^npm run (bench:linux|diff:planted)\b/,
    why: 'it needs a build of the Linux driver',
    scripts: /^npm run ([\w:-]+)/,
  },
  { command: /^node corpus\/devices\/record\.mjs/, why: 'it needs QEMU, and writes the dumps' },
  {
    command: /^node dist\/(fuzz\/rediscovery|src\/build\/compare)/,
    why: 'minutes; fuzz/rediscovery has its tests',
  },
];

/** One small change of a command line. */
interface Rewrite {
  readonly from: RegExp;
  readonly to: string;
  readonly why: string;
}

const RIG = String.raw`(?:pciback-rig|main\.js)`;
const lacks = (option: string): string => `(?![^|]*${option}\\b)`;

/** What makes a command small: nothing of it changes which options and operands it has, but bounds and operands are added. */
export const rewrites: readonly Rewrite[] = [
  { from: /'\.\/mine'/g, to: "'python3 examples/python-backend/main.py'", why: 'a backend that is there' },
  { from: /--runs \d{3,}\b/g, to: '--runs 150', why: 'few executions' },
  {
    from: new RegExp(`(${RIG} fuzz)\\b(?![^|]*--mode (?:prune|coverage))${lacks('--runs')}`, 'g'),
    to: '$1 --runs 150',
    why: 'few executions, as many on every machine',
  },
  {
    from: new RegExp(`(${RIG} fuzz)\\b${lacks('--no-replay')}(?![^|]*--mode (?:prune|coverage))`, 'g'),
    to: '$1 --no-replay',
    why: 'the attacks of past bugs take longer than the rest',
  },
  {
    from: new RegExp(`(${RIG} fuzz)\\b(?![^|]*--(?:seed|resume|mode (?:prune|coverage))\\b)`, 'g'),
    to: '$1 --seed 1',
    why: 'the same campaign each time',
  },
  {
    from: new RegExp(`(${RIG} (?:fuzz|conform|explore))\\b${lacks('--device')}`, 'g'),
    to: '$1 --device e1000e',
    why: 'one device',
  },
  {
    from: new RegExp(`(${RIG} explore)\\b${lacks('--bound')}`, 'g'),
    to: '$1 --bound small',
    why: 'the small bound',
  },
  {
    from: new RegExp(`(${RIG} explore)\\b${lacks('--preemptions')}`, 'g'),
    to: '$1 --preemptions 0',
    why: 'no pairs of events',
  },
  {
    from: new RegExp(`(${RIG} explore)\\b${lacks('--no-pairs')}`, 'g'),
    to: '$1 --no-pairs',
    why: 'no pairs',
  },
  {
    from: new RegExp(`(${RIG} conform)(?= *(?:$|--|>))(?![^|]*'|[^|]*[A-Z]-)`, 'g'),
    to: "$1 'CONF-19'",
    why: 'one rule',
  },
  {
    from: new RegExp(`(${RIG} regress)(?= *(?:$|--json|>|\\|))`, 'g'),
    to: '$1 xsa-155-in-place',
    why: 'one past bug',
  },
  {
    from: new RegExp(`(${RIG} bench)\\b`, 'g'),
    to: '$1 --rounds 1 --passes 1 --no-peers --no-workers --device e1000e',
    why: 'one slice',
  },
  { from: /(--profile linux-4\.3)\b/, to: '$1 --stop-on-first', why: 'one finding is minimised, not twenty' },
  { from: /\| while read id/, to: '| head -n 1 | while read id', why: 'the first flaw' },
  { from: /ELSEWHERE\/dist dist \d+/, to: 'dist dist 5', why: 'the build beside itself' },
];

/** The command with its bounds made small. */
export const shortened = (command: string): string =>
  rewrites.reduce((text, { from, to }) => text.replace(from, to), command);
