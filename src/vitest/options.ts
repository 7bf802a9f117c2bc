import { existsSync, readFileSync } from 'node:fs';
import { targets as allTargets } from '../../fuzz/index.ts';
import { Baseline, parseBaseline } from '../campaign/baseline.ts';
import { Causes } from '../campaign/cause.ts';
import { type DeviceEnvironment, loadDevices } from '../campaign/device-files.ts';
import type { FuzzTestPlan, SeedSource } from '../campaign/fuzz-test.ts';
import { Judge } from '../campaign/judge.ts';
import { knownWeaknesses } from '../campaign/known.ts';
import { regressFolder } from '../campaign/regress.ts';
import type { AnyTarget } from '../campaign/target.ts';
import type { Change } from '../changes/change.ts';
import {
  combine,
  makeProfile,
  type Profile,
  type ProfileProblem,
  profileNames,
} from '../changes/profiles.ts';
import { DeviceLibrary, type LibraryDevice } from '../executor/device-library.ts';
import type { Executor } from '../executor/execution.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import { contentOf, readKnownCases } from './known-cases.ts';
import { FuzzTestOptionError } from './option-error.ts';

/** What `fuzzTest` and `fuzzOnce` take. Paths are relative to the working directory. */
export interface FuzzTestOptions {
  /** Names of fuzz targets, or targets of your own; default all. */
  readonly targets?: readonly (string | AnyTarget)[];
  /** Behaviour of which driver; default `linux-6.1`. */
  readonly profile?: string;
  /** Past bugs to put back, by id or group. */
  readonly flaws?: readonly string[];
  /** Proposed fixes to add, by id. */
  readonly hardenings?: readonly string[];
  /** Changes of your own; they go on last. */
  readonly changes?: readonly Change[];
  /** Shipped names, dumps (`lspci -xxxx`), `file#address` or folders; default all shipped devices. */
  readonly devices?: readonly string[];
  /** Programs made up and run; default 2000. */
  readonly runs?: number;
  /** The same seed and runs give the same campaign; default `1`. PCIBACK_RIG_SEED in the environment overrides it. */
  readonly seed?: string | number;
  /** Folders of program files that are replayed first; default the attacks of all past bugs. */
  readonly knownCases?: string | readonly string[];
  /** File of what counts as known, or false for nothing; default the profile's own list. */
  readonly baseline?: string | false;
  /** Makes the executor to test instead of the model; called anew for each of the runs that reproduce a finding. */
  readonly executor?: (library: DeviceLibrary) => Executor;
  /** Folder that a finding is written below: its program, and dumps of devices that are not shipped. */
  readonly writeTo?: string;
  /** Longest time, milliseconds; default computed from `runs` and the number of known cases. */
  readonly timeout?: number;
}

/** Options, read and checked. */
export interface FuzzTest {
  readonly plan: FuzzTestPlan;
  readonly options: FuzzTestOptions;
  readonly library: DeviceLibrary;
  readonly timeout: number;
}

export const SEED_VARIABLE = 'PCIBACK_RIG_SEED';
export const DEFAULT_PROFILE = 'linux-6.1';
const DEFAULT_RUNS = 2000;
const DEFAULT_SEED = '1';
const MAX_SEED = 200;

/** Time for loading and for minimising a finding, per run, and per known case: ten times what a slow machine takes. */
const TIMEOUT_MS = { base: 60_000, run: 25, known: 500 };

const names = new Set<string>(
  Object.keys({
    targets: 0,
    profile: 0,
    flaws: 0,
    hardenings: 0,
    changes: 0,
    devices: 0,
    runs: 0,
    seed: 0,
    knownCases: 0,
    baseline: 0,
    executor: 0,
    writeTo: 0,
    timeout: 0,
  } satisfies Record<keyof FuzzTestOptions, 0>),
);

/**
 * Reads what options name.
 * @throws FuzzTestOptionError, DeviceChoiceError, DumpError: one clear line each
 */
export function readOptions(options: FuzzTestOptions, env: DeviceEnvironment): FuzzTest {
  for (const name of Object.keys(options)) {
    if (!names.has(name))
      throw new FuzzTestOptionError(name, 'there is no such option', `there are ${[...names].join(', ')}`);
  }
  const targets = chooseTargets(options.targets);
  const runs = whole('runs', options.runs ?? DEFAULT_RUNS);
  const { seed, seedFrom } = chooseSeed(options.seed, env);
  const profile = options.executor === undefined ? chooseProfile(options) : ownExecutor(options);
  const baseline = chooseBaseline(options.baseline, profile?.name);
  if (options.writeTo !== undefined && (typeof options.writeTo !== 'string' || options.writeTo === ''))
    throw new FuzzTestOptionError('writeTo', 'it names no folder', 'name one, or leave it out');
  const folders = texts('knownCases', asList(options.knownCases ?? regressFolder()));
  const chosen = loadDevices(texts('devices', options.devices ?? []), env);
  const known = readKnownCases(folders, env);
  const library = joined(chosen.library, known.devices);
  const { executor } = options;
  const judgeOf = (wanted: Profile): Judge => new Judge(new ModelExecutor(library, wanted), oracles);
  const makeJudge = (): Judge =>
    executor === undefined ? judgeOf(profile as Profile) : new Judge(executor(library), oracles);
  const timeout =
    options.timeout === undefined
      ? TIMEOUT_MS.base + TIMEOUT_MS.run * runs + TIMEOUT_MS.known * known.cases.length
      : whole('timeout', options.timeout);
  const plan: FuzzTestPlan = {
    targets,
    devices: chosen.library.names(),
    texts: chosen.texts,
    known: known.cases,
    runs,
    seed,
    seedFrom,
    baseline,
    causes: profile === undefined ? undefined : new Causes(profile, judgeOf),
    changes: profile?.changes ?? [],
    makeJudge,
  };
  return { plan, options, library, timeout };
}

function chooseTargets(wanted: FuzzTestOptions['targets']): AnyTarget[] {
  if (wanted === undefined) return [...allTargets];
  const remedy = `there are ${allTargets.map(({ name }) => name).join(', ')}`;
  if (!Array.isArray(wanted) || wanted.length === 0)
    throw new FuzzTestOptionError('targets', 'it is no list of at least one target', remedy);
  return (wanted as readonly (string | AnyTarget)[]).map((one) => {
    if (typeof one === 'object' && one !== null && typeof one.name === 'string') return one;
    const found = allTargets.find(({ name }) => name === one);
    if (found === undefined)
      throw new FuzzTestOptionError('targets', `there is no target '${String(one)}'`, remedy);
    return found;
  });
}

function chooseSeed(
  option: FuzzTestOptions['seed'],
  env: DeviceEnvironment,
): { seed: string; seedFrom: SeedSource } {
  const fromEnv = env[SEED_VARIABLE];
  const given = fromEnv ? fromEnv : option;
  const where = fromEnv ? SEED_VARIABLE : 'seed';
  if (given === undefined) return { seed: DEFAULT_SEED, seedFrom: 'default' };
  const seed = String(given);
  const isText = typeof given === 'string' || typeof given === 'number';
  if (!isText || seed === '' || seed.length > MAX_SEED)
    throw new FuzzTestOptionError(
      where,
      `it is no text of 1 to ${MAX_SEED} characters`,
      'give a text or a number',
    );
  return { seed, seedFrom: fromEnv ? 'environment' : 'option' };
}

function chooseProfile({
  profile: name = DEFAULT_PROFILE,
  flaws = [],
  hardenings = [],
  changes = [],
}: FuzzTestOptions): Profile {
  const made = makeProfile(name, texts('flaws', flaws), texts('hardenings', hardenings));
  if ('problem' in made) throw profileError(made.problem);
  if (!Array.isArray(changes) || changes.some((change) => typeof change?.apply !== 'function'))
    throw new FuzzTestOptionError(
      'changes',
      'it is no list of changes',
      'make each with wrapBackend or wrapHost',
    );
  if (changes.length === 0) return made.profile;
  const more = combine(name, [...made.profile.changes, ...changes]);
  if ('problem' in more) throw profileError(more.problem);
  return more.profile;
}

function profileError(problem: ProfileProblem): FuzzTestOptionError {
  switch (problem.kind) {
    case 'unknown-profile':
      return new FuzzTestOptionError(
        'profile',
        `there is no profile '${problem.name}'`,
        `there are ${profileNames.join(', ')}`,
      );
    case 'unknown-change':
      return new FuzzTestOptionError(
        'flaws',
        `there is no flaw '${problem.name}'`,
        'see `npx pciback-rig list flaws`',
      );
    case 'unknown-hardening':
      return new FuzzTestOptionError(
        'hardenings',
        `there is no hardening '${problem.name}'`,
        'see `npx pciback-rig list hardenings`',
      );
    case 'conflict':
      return new FuzzTestOptionError(
        'profile',
        `'${problem.first}' and '${problem.second}' exclude each other`,
        'leave one of the two out',
      );
  }
}

/** An executor of the caller's own is what it is: no profile applies. */
function ownExecutor(options: FuzzTestOptions): undefined {
  if (typeof options.executor !== 'function')
    throw new FuzzTestOptionError(
      'executor',
      'it is no function',
      'give one that makes an executor for a device library',
    );
  const vain = (['profile', 'flaws', 'hardenings', 'changes'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (vain !== undefined)
    throw new FuzzTestOptionError(
      vain,
      'it means the model, and there is an executor of your own',
      'leave one of the two out',
    );
  return undefined;
}

/** What counts as known: the profile's own list, a file, or nothing. An own executor has no list. */
function chooseBaseline(option: FuzzTestOptions['baseline'], profile: string | undefined): Baseline {
  if (option === false || (option === undefined && profile === undefined)) return new Baseline();
  if (option === undefined) return knownWeaknesses(profile as string);
  if (typeof option !== 'string' || !existsSync(option))
    throw new FuzzTestOptionError(
      'baseline',
      `there is no file '${String(option)}'`,
      'name one like those in corpus/known, or give false',
    );
  const parsed = parseBaseline(readFileSync(option, 'utf8'));
  if ('baseline' in parsed) return parsed.baseline;
  throw new FuzzTestOptionError(
    'baseline',
    `${option}: ${parsed.where}: ${parsed.problem}`,
    'compare it with corpus/known/linux-6.1.json',
  );
}

/** The chosen devices and those that known cases name; a name means one device. */
function joined(chosen: DeviceLibrary, more: readonly LibraryDevice[]): DeviceLibrary {
  const all = chosen.names().map((name) => chosen.get(name) as LibraryDevice);
  const clash = more.find((device) => {
    const other = chosen.get(device.name);
    return other !== undefined && contentOf(other) !== contentOf(device);
  });
  if (clash !== undefined)
    throw new FuzzTestOptionError(
      'devices',
      `'${clash.name}' is another device for a known case`,
      'give the dump another name',
    );
  return new DeviceLibrary([...more, ...all]);
}

const asList = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

function texts(option: string, value: readonly string[]): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new FuzzTestOptionError(option, 'it is no list of texts', "write ['...']");
}

function whole(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new FuzzTestOptionError(option, `'${String(value)}' is no whole number of at least 1`, 'give one');
}
