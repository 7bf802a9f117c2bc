import type { CountedCore } from '../campaign/bench.ts';
import { edgesOfBuild } from '../campaign/edges.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import { chooseDevices } from './campaign-options.ts';
import { chooseProfile } from './choices.ts';
import type { Io } from './io.ts';

/** The core of the build this module is part of, when it counts; the other build's `bench` loads it beside its own. */
export function countedCore(
  devices: readonly string[] | undefined,
  profile: string | undefined,
  io: Io,
): CountedCore | undefined {
  const edges = edgesOfBuild();
  if (edges === undefined) return undefined;
  const executor = new ModelExecutor(chooseDevices(devices, io).library, chooseProfile(profile));
  return { executor, oracles, edges };
}
