import type { Command } from 'commander';
import type { Profile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { explanations } from '../oracle/differential/explanations/index.ts';
import { differentialOracle } from '../oracle/differential/oracle.ts';
import { oracles } from '../oracle/index.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { UsageError } from './errors.ts';

/** Whether another executor is held against the model. */
export interface AgainstModel {
  readonly executor: string;
  readonly againstModel?: true;
}

export function withAgainstModelOption(command: Command): Command {
  return command.option(
    '--against-model',
    'run each program on the model too: a difference that nothing explains is a finding (see: diff)',
  );
}

/**
 * The oracles that judge executions of the executor of `options`.
 * @param profile behaviour of the model
 * @throws UsageError when the model would be held against itself
 */
export function oraclesOf(
  { againstModel, executor }: AgainstModel,
  library: DeviceLibrary,
  profile: Profile,
): readonly Oracle[] {
  if (againstModel === undefined) return oracles;
  if (executor === 'model')
    throw new UsageError(
      '--against-model',
      'the model would be held against itself',
      'add --executor linux or process',
    );
  return [...oracles, differentialOracle(new ModelExecutor(library, profile), explanations)];
}
