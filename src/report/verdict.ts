import { conformFailed, isOpen, type Results, troubles } from './formats/results.ts';
import { type Behaviour, behaviourText, behaviourUnderTest, type RunData, resultsOf } from './run-data.ts';

/** A command, and what it is for. */
export interface Step {
  readonly command: string;
  readonly does: string;
  /** Without it a run is whole all the same. */
  readonly isExtra?: true;
}

/** What a run says, in short. */
export interface Verdict {
  /** `bad`: somebody has to act; `incomplete`: nothing is wrong in what was run, and it was not everything. */
  readonly state: 'good' | 'bad' | 'incomplete';
  /** In one sentence. */
  readonly sentence: string;
  /** What was run and what came of it, one line for each command. */
  readonly facts: readonly { readonly name: string; readonly text: string; readonly isBad: boolean }[];
  /** What to do next, the most urgent first. */
  readonly next: readonly Step[];
}

/** For those who have seen that all is well. */
const further: readonly Step[] = [
  {
    command: 'npx pciback-rig fuzz --corpus reports/corpus --time 8h',
    does: 'looks longer, and keeps what it finds out',
  },
  {
    command: 'npx pciback-rig fuzz --profile hardened --time 60s',
    does: 'shows the same campaign silent with every proposed fix',
  },
];

const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;

/** What is wrong, what was run, and what to do. */
export function verdictOf(run: RunData, missing: readonly Step[]): Verdict {
  const tested = behaviourUnderTest(run);
  const results = resultsOf(run, tested);
  const wrong = wrongIn(results);
  const faults = troubles(results);
  const isWhole = faults.length === 0 && missing.every(({ isExtra }) => isExtra);
  const state = wrong.length > 0 ? 'bad' : isWhole ? 'good' : 'incomplete';
  return {
    state,
    sentence: sentenceOf(state, wrong, faults, tested),
    facts: [...factsOf(results), ...faults.map((text) => ({ name: 'not sound', text, isBad: true }))],
    next: [...repairs(results), ...missing, ...(state === 'good' ? further : [])],
  };
}

function wrongIn({ findings, conform, regress }: Results): string[] {
  const open = findings.filter(isOpen).length;
  const failed = conform.filter(conformFailed).length;
  const unnoticed = regress.filter(({ problem }) => problem !== null).length;
  return [
    ...(open > 0 ? [counted(open, 'open finding')] : []),
    ...(failed > 0 ? [counted(failed, 'failed conformance result')] : []),
    ...(unnoticed > 0
      ? [
          counted(
            unnoticed,
            'past bug that would come back unnoticed',
            'past bugs that would come back unnoticed',
          ),
        ]
      : []),
  ];
}

function sentenceOf(
  state: Verdict['state'],
  wrong: readonly string[],
  faults: readonly string[],
  tested: Behaviour | undefined,
): string {
  const of = tested === undefined ? '' : ` of ${behaviourText(tested)}`;
  if (state === 'bad') {
    const list = wrong.length > 1 ? `${wrong.slice(0, -1).join(', ')} and ${wrong.at(-1)}` : wrong[0];
    return `This run${of} has ${list}.`;
  }
  if (faults.length > 0) return `Nothing new was found, and the run${of} was not whole.`;
  if (state === 'incomplete') return `Nothing new in what was run${of}; not everything was run.`;
  return `No open finding${of}, no failed conformance result, and every past bug would be noticed.`;
}

function factsOf(results: Results): Verdict['facts'] {
  const { findings, conform, regress, summaries, filed, edges } = results;
  const ran = (command: string): boolean => summaries.some((summary) => summary.command === command);
  const facts: { name: string; text: string; isBad: boolean }[] = [];
  const add = (name: string, text: string, isBad = false): number => facts.push({ name, text, isBad });
  for (const { command, executions, ...more } of summaries.filter((one) => one.command === 'fuzz')) {
    const speed = typeof more.executionsPerSecond === 'number' ? `, ${more.executionsPerSecond}/s` : '';
    add(command, `${counted(executions ?? 0, 'execution')}${speed}, seed ${more.seed ?? 'unknown'}`);
  }
  if (ran('fuzz') || filed) {
    const of = (state: string): number => findings.filter((one) => one.state === state).length;
    const open = findings.filter(isOpen).length;
    add('findings', `${open} open, ${of('known')} known weaknesses met, ${of('fixed')} fixed`, open > 0);
  }
  if (ran('conform')) {
    const counts = [...tally(conform.map(({ verdict }) => verdict))];
    const text = counts.map(([verdict, number]) => `${number.toLocaleString('en-GB')} ${verdict}`).join(', ');
    const broken = conform.filter(({ containment }) => containment === 'broken').length;
    add(
      'conformance',
      `${text || 'no result'}${broken > 0 ? `; containment broken in ${broken}` : ''}`,
      conform.some(conformFailed),
    );
  }
  if (ran('regress')) {
    const noticed = regress.filter(({ problem }) => problem === null).length;
    add('past bugs', `${noticed} of ${regress.length} would be noticed`, noticed < regress.length);
  }
  if (edges !== undefined) {
    const share = ((100 * edges.edgesCovered) / edges.edgesTotal).toFixed(1);
    add('coverage', `${edges.edgesCovered} of ${edges.edgesTotal} edges of the core taken (${share} %)`);
  }
  return facts;
}

function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** How to look at what is wrong. */
function repairs({ findings, conform, regress }: Results): Step[] {
  const open = findings.find((one) => isOpen(one) && one.directory !== null);
  const failed = conform.find(conformFailed);
  const unnoticed = regress.find(({ problem }) => problem !== null);
  return [
    ...(open === undefined
      ? []
      : [
          {
            command: `npx pciback-rig repro ${shellWord(`${open.directory}/program.json`)}`,
            does: `runs the first open finding again: ${open.title}`,
          },
        ]),
    ...(failed === undefined
      ? []
      : [
          {
            command: `npx pciback-rig conform ${shellWord(failed.id)}`,
            does: 'shows the first failed case whole',
          },
        ]),
    ...(unnoticed === undefined
      ? []
      : [
          {
            command: `npx pciback-rig regress ${shellWord(unnoticed.id)}`,
            does: `shows why: ${unnoticed.problem}`,
          },
        ]),
  ];
}

/** A word for a POSIX shell. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
