import { edgesOfBuild } from '../../src/campaign/edges.ts';
import { engineNames, reach } from '../../src/campaign/rediscover.ts';
import { targets } from '../index.ts';
import { loadWith } from './devices.ts';
import type { EdgeRun } from './edges.ts';

/*
 * One run of `npm run rediscovery -- --edges N`, in the build whose core counts: ENGINE SEED EXECUTIONS. Prints one
 * {@link EdgeRun} as JSON.
 */

const [name = '', seed = '', count = ''] = process.argv.slice(2);
const engine = engineNames.find((one) => one === name);
if (engine === undefined) throw new RangeError(`there is no engine '${name}'`);
const edges = edgesOfBuild();
if (edges === undefined) throw new Error('the core of this build does not count its edges');
const { library, texts } = loadWith([]);
const executions = Number(count);
reach({ engine, targets, library, texts, seed, runs: executions, edges, stop: () => false });
const { user, system } = process.cpuUsage();
const taken = Array.from({ length: edges.total }, (_, id) => id).filter((id) => edges.isCovered(id));
const run: EdgeRun = {
  ...{ engine, seed, executions, taken },
  cpuSeconds: Math.round((user + system) / 1000) / 1000,
};
process.stdout.write(`${JSON.stringify(run)}\n`);
