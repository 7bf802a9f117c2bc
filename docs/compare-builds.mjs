// Holds one build's executions and verdicts against another's:  node docs/compare-builds.mjs DIST OTHER_DIST [PROGRAMS]
// Both are loaded into this process. Exit status 1 when anything differs. How it is used: docs/speed.md.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const PROFILES = ['linux-6.1', 'hardened'];
/** Turns of one target on one set-up. */
const PER_SETUP = 6;
const SEED = 11;
const [left, right, programs = '2000'] = process.argv.slice(2);

const modules = [
  'fuzz/index.js',
  'src/campaign/device-files.js',
  'src/campaign/features.js',
  'src/campaign/judge.js',
  'src/campaign/target.js',
  'src/changes/profiles.js',
  'src/executor/model/model-executor.js',
  'src/oracle/index.js',
  'src/program/generate.js',
  'src/program/mutate.js',
  'src/program/random.js',
];

async function load(dist) {
  const loaded = await Promise.all(
    modules.map((file) => import(pathToFileURL(resolve(dist, file)).href)),
  );
  return Object.assign({}, ...loaded);
}

const plain = (_key, value) => {
  if (value instanceof Map) return [...value];
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
};
const digest = (value) => createHash('sha256').update(JSON.stringify(value, plain)).digest('hex').slice(0, 16);

function textsOf(log) {
  const texts = [];
  for (let id = 1; log.textOf(id) !== ''; id++) texts.push(log.textOf(id));
  return texts;
}

/** One build with one profile: draws programs, and says all that can be seen of them. */
function subject(build, profileName) {
  const library = build.shippedDevices();
  const executor = new build.ModelExecutor(library, build.makeProfile(profileName).profile);
  const judge = new build.Judge(executor, build.oracles);
  const features = new build.FeatureMap();
  const random = new build.Random(SEED);
  const targets = build.targets.filter((target) => !build.isByteTarget(target));
  const lanes = targets.map((target) => ({ target, setup: undefined, drawn: [] }));

  const draw = (turn) => {
    const lane = lanes[turn % lanes.length];
    if (Math.floor(turn / lanes.length) % PER_SETUP === 0) {
      lane.setup = lane.target.setup(library.names(), random);
      lane.drawn = [];
    }
    const { target, setup, drawn } = lane;
    const { vocabulary, longest } = target;
    const program =
      drawn.length < 2
        ? build.generateProgram(setup, vocabulary, longest, random)
        : build.mutateProgram(random.pick(drawn), random.pick(drawn), vocabulary, longest * 2, random);
    drawn.push(program);
    return { target: target.name, program };
  };

  const observe = (program) => {
    const execution = executor.run(program, 'digest');
    const { log, crash, returns, start, functions, guestDomids, final } = execution;
    const { devices, ...rest } = final;
    const suspects = build.oracles.filter((oracle) => oracle.suspects(execution)).map(({ name }) => name);
    const seen = {
      records: digest(log.data.subarray(0, log.length * 8)),
      codes: digest([log.codes.subarray(0, log.length), log.counts, log.truncated]),
      texts: digest(textsOf(log)),
      end: digest([crash, returns, rest, devices(), final.connections.map(({ page }) => page())]),
      start: digest([start, functions, guestDomids]),
      features: `${features.add(log)} ${features.fetchPoints.size} ${features.flippedPoints.size}`,
      suspects: suspects.join(),
    };
    return { ...seen, verdict: suspects.length === 0 ? '' : JSON.stringify(judge.judge(program)) };
  };
  return { draw, observe };
}

const builds = [await load(left), await load(right)];
let differences = 0;
let judged = 0;
for (const profile of PROFILES) {
  const [a, b] = builds.map((build) => subject(build, profile));
  for (let turn = 0; turn < Number(programs); turn++) {
    const [mine, other] = [a.draw(turn), b.draw(turn)];
    const one = { program: digest(mine.program), ...a.observe(mine.program) };
    const two = { program: digest(other.program), ...b.observe(other.program) };
    if (one.verdict !== '') judged++;
    const parts = Object.keys(one).filter((part) => one[part] !== two[part]);
    differences += parts.length;
    if (parts.length > 0 && differences < 20)
      console.log(`${profile}, program ${turn} (${mine.target}): ${parts.join(', ')} differ`);
  }
}
console.log(`${PROFILES.length * Number(programs)} programs, ${judged} of them judged: ${differences} differences`);
process.exitCode = differences === 0 ? 0 : 1;
