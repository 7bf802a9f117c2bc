import { optimiseLate } from '../../src/campaign/optimise-late.ts';
import { engineNames, search } from '../../src/campaign/rediscover.ts';
import { flaws } from '../../src/changes/flaws/index.ts';
import { targets } from '../index.ts';
import { extraDumps, loadWith } from './devices.ts';
import type { Run } from './report.ts';

/*
 * One run of `npm run rediscovery`, in a process of its own so that neither compiled code nor the heap of another
 * run helps it: ENGINE FLAW SEED LIMIT, the limit in milliseconds of CPU. Prints one {@link Run} as JSON.
 */

/** Executions between two looks at the processor's clock: a look is a call of the system. */
const LOOK_EVERY = 64;

/** CPU of this process since it began, seconds: the loading of the program counts. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000) / 1000;
}

optimiseLate();
const [name = '', id = '', seed = '', limit = ''] = process.argv.slice(2);
const engine = engineNames.find((one) => one === name);
if (engine === undefined) throw new RangeError(`there is no engine '${name}'`);
const flaw = flaws.find((one) => one.id === id);
if (flaw === undefined) throw new RangeError(`there is no flaw '${id}'`);
let asked = 0;
const { library, texts } = loadWith(extraDumps(flaw.id));
const startCpuSeconds = cpuSeconds();
const { executions, found } = search({
  engine,
  flaw,
  targets,
  library,
  texts,
  seed,
  runs: Number.POSITIVE_INFINITY,
  stop: () => ++asked % LOOK_EVERY === 0 && cpuSeconds() * 1000 >= Number(limit),
});
const run: Run = {
  seed,
  found: found !== null,
  executions,
  cpuSeconds: cpuSeconds(),
  startCpuSeconds,
  target: found?.target ?? null,
  oracle: found?.oracle ?? null,
  fingerprint: found?.fingerprint ?? null,
};
process.stdout.write(`${JSON.stringify(run)}\n`);
