import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cpuMilliseconds } from '../../src/campaign/bench/cpu.ts';
import { benchPrograms } from '../../src/campaign/bench.ts';
import { EdgeMap } from '../../src/campaign/edges.ts';
import { FeatureMap } from '../../src/campaign/features.ts';
import { shimFolder } from '../../src/cli/build-linux.ts';
import { chooseDevices } from '../../src/cli/campaign-options.ts';
import { chooseBuild } from '../../src/cli/linux-choice.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { cacheFolder } from '../../src/executor/linux/build/cache.ts';
import { realCommands } from '../../src/executor/linux/build/commands.ts';
import { linkLibFuzzer } from '../../src/executor/linux/build/libfuzzer.ts';
import { installedCompiler } from '../../src/executor/linux/build/packages.ts';
import { keepModels } from '../../src/executor/linux/linux-executor.ts';
import { encodeModels } from '../../src/executor/linux/models.ts';
import { ProcessExecutor } from '../../src/executor/process/process-executor.ts';
import { oracles } from '../../src/oracle/index.ts';
import { encodeActions } from '../../src/program/binary.ts';
import { type Figure, rowsOf, secondsOf } from './figures.ts';

/*
 * `npm run bench:linux [BUILD [PASSES [ROUNDS]]]`: the programs of `bench` on the Linux driver, under libFuzzer and through the
 * protocol, in turn, least CPU time of all rounds. One JSON row for each way, on standard output.
 */

const [name = '6.1/fast', passes = '8', rounds = '5'] = process.argv.slice(2);
const io = processIo();
const build = chooseBuild({ linuxBuild: name }, io.env);
const { library } = chooseDevices(undefined, io);
const programs = benchPrograms(library.names());
const folder = mkdtempSync(join(tmpdir(), 'pciback-rig-bench-'));
const models = keepModels(cacheFolder(io.env), encodeModels(library));
const many = Number(passes);

/** CPU seconds of a shell command. */
const cpuOf = (command: string): number =>
  secondsOf(
    execFileSync('bash', ['-c', `${command}\ntimes`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );

/** What the rig sends for so many passes, in a file. */
function record(file: string, count: number, work: (executor: ProcessExecutor) => void): string {
  const command = `tee '${file}' | '${build.program}' --models '${models}'`;
  const executor = new ProcessExecutor({ command, library });
  for (let i = 0; i < count; i++) work(executor);
  executor.close();
  return file;
}

const digests = (executor: ProcessExecutor): void => {
  for (const _ of executor.digests(programs));
};
const results = (executor: ProcessExecutor): void => {
  for (const _ of executor.runAll(programs, 'digest'));
};

const features = new FeatureMap();
let edges: EdgeMap | undefined;
/** As a campaign does: one after the other, because oracles may look at the end of each. */
const judged = (executor: ProcessExecutor): void => {
  for (const program of programs) {
    const execution = executor.run(program, 'digest');
    features.add(execution.log);
    edges?.add();
    for (const oracle of oracles) oracle.suspects(execution);
  }
};

try {
  const inputs = join(folder, 'inputs');
  mkdirSync(inputs);
  const setups = [...new Set(programs.map(({ setup }) => setup))];
  programs.forEach(({ actions, setup }, i) => {
    const id = Buffer.alloc(2);
    id.writeUInt16LE(setups.indexOf(setup));
    writeFileSync(join(inputs, String(i)), Buffer.concat([id, encodeActions(actions)]));
  });
  const { variant } = build;
  const compiler = installedCompiler(realCommands);
  const libFuzzer = linkLibFuzzer(
    dirname(build.program),
    shimFolder(),
    variant,
    compiler?.clang ?? 'clang',
    folder,
  );
  const file = (label: string) => join(folder, label);
  const frames = {
    digests: [record(file('d1'), 1, digests), record(file('dn'), 1 + many, digests)],
    results: [record(file('r1'), 1, results), record(file('rn'), 1 + many, results)],
    judged: [record(file('j1'), 1, judged), record(file('jn'), 1 + many, judged)],
  };
  const child = (frame: string | undefined): number =>
    cpuOf(`'${build.program}' --models '${models}' < '${frame}' > /dev/null`);
  const fuzzer = (runs: number): number =>
    cpuOf(
      `RIG_MODELS='${models}' RIG_FRAMES='${frames.digests[0]}' '${libFuzzer}' -runs=${runs} '${inputs}'/*`,
    );
  const rig = new ProcessExecutor({ command: `'${build.program}' --models '${models}'`, library });
  const counted = rig.countEdges();
  edges = counted && new EdgeMap(counted.counters, counted.total);
  const own = (work: (executor: ProcessExecutor) => void): number => {
    const begin = cpuMilliseconds();
    for (let i = 0; i < many; i++) work(rig);
    return (cpuMilliseconds() - begin) / 1000;
  };
  const ways: Record<string, () => number> = {
    libFuzzer: () => fuzzer(1 + many) - fuzzer(1),
    digests: () => child(frames.digests[1]) - child(frames.digests[0]),
    results: () => child(frames.results[1]) - child(frames.results[0]),
    judged: () => child(frames.judged[1]) - child(frames.judged[0]),
    rigDigests: () => own(digests),
    rigResults: () => own(results),
    rigJudged: () => own(judged),
  };
  const best: Record<string, number> = {};
  for (let round = 0; round < Number(rounds); round++)
    for (const [way, measure] of Object.entries(ways)) {
      const microseconds = (1e6 * measure()) / (many * programs.length);
      if (microseconds > 0) best[way] = Math.min(best[way] ?? Number.POSITIVE_INFINITY, microseconds);
    }
  rig.close();
  const of = (way: string): number => best[way] ?? Number.NaN;
  const figures: Figure[] = [
    { name: 'libfuzzer', title: 'libFuzzer, inputs replayed', driver: of('libFuzzer'), rig: 0 },
    { name: 'process', title: 'the process alone, digests', driver: of('digests'), rig: 0 },
    { name: 'digests', title: 'digests through the protocol', driver: of('digests'), rig: of('rigDigests') },
    { name: 'results', title: 'results, decoded', driver: of('results'), rig: of('rigResults') },
    {
      name: 'judged',
      title: 'results, edges, feedback, all oracles',
      driver: of('results'),
      rig: of('rigJudged'),
    },
  ];
  for (const row of rowsOf(figures)) process.stdout.write(`${JSON.stringify({ build: name, ...row })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
