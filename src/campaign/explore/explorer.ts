import { makeProfile, type Profile } from '../../changes/profiles.ts';
import type { DeviceLibrary } from '../../executor/device-library.ts';
import type { Executor } from '../../executor/execution.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import { oracles } from '../../oracle/index.ts';
import { type DeviceEnvironment, loadDevices } from '../device-files.ts';
import { Judge } from '../judge.ts';
import { type Bound, type BoundName, bounds } from './bound.ts';
import { chooseRepresentatives, classifyDevices, type DeviceChoice, type Mode, modes } from './devices.ts';
import { operations } from './operations.ts';
import type { UnitResult } from './result.ts';
import { rivals } from './rivals.ts';
import { exploreUnit, type Unit, type UnitOptions } from './unit.ts';

/** All that decides what an exploration runs; plain data, the same for every thread. */
export interface ExploreConfig extends Omit<UnitOptions, 'values'> {
  readonly profile: string;
  readonly flaws: readonly string[];
  readonly hardenings: readonly string[];
  /** As `--device` takes them; none: representatives of the shipped ones. */
  readonly devices: readonly string[];
  /** Names of operations; none: all. */
  readonly operations: readonly string[];
  readonly bound: BoundName;
  /** What runs the programs, when it is not the model: decides what results of a journal are about. */
  readonly executor?: string;
}

/** What one thread explores with. */
export interface Explorer {
  readonly profile: Profile;
  readonly library: DeviceLibrary;
  readonly devices: readonly DeviceChoice[];
  readonly units: readonly Unit[];
  /** Texts of the dumps, for telling whether a journal is about the same devices. */
  readonly texts: readonly string[];
  run(unit: Unit, now: () => number): Generator<number, UnitResult, void>;
}

/** @throws DeviceChoiceError, DumpError; RangeError for a profile that cannot be made */
export function makeExplorer(
  config: ExploreConfig,
  env: DeviceEnvironment,
  makeExecutor: (library: DeviceLibrary, profile: Profile) => Executor = (library, which) =>
    new ModelExecutor(library, which),
): Explorer {
  const made = makeProfile(config.profile, config.flaws, config.hardenings);
  if ('problem' in made) throw new RangeError(`no such profile: ${JSON.stringify(made.problem)}`);
  const { profile } = made;
  const { library, texts } = loadDevices(config.devices, env);
  const bound = bounds[config.bound];
  const perClass = config.devices.length > 0 ? Number.POSITIVE_INFINITY : bound.devicesPerClass;
  const devices = chooseRepresentatives(classifyDevices(library, profile), perClass);
  const judge = new Judge(makeExecutor(library, profile), oracles);
  const options: UnitOptions = { ...config, values: bound.values };
  return {
    profile,
    library,
    devices,
    texts,
    units: planUnits(config.operations, devices, bound, config.preemptions),
    run: (unit, now) => exploreUnit(judge, unit, options, now),
  };
}

/** Units in the order in which they are run: operation by operation. */
export function planUnits(
  wanted: readonly string[],
  devices: readonly DeviceChoice[],
  bound: Bound,
  preemptions: UnitOptions['preemptions'],
): Unit[] {
  const [plain] = modes as readonly [Mode];
  const ofChanges = bound.modes === 'plain' ? [plain] : modes;
  const ofEvents = ofChanges.filter((mode) => !mode.permissive && !mode.interruptControl);
  const interleaved = devices.filter((device) => bound.interleavedClasses.includes(device.class));
  // Of devices that were named, one will do.
  const events = interleaved.length > 0 ? interleaved : devices.filter((one) => !one.refused).slice(0, 1);
  return operations
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .flatMap((operation): Unit[] => {
      if (operation.fields !== undefined) {
        return devices.flatMap((device) =>
          ofChanges.map((mode) => ({
            id: `${operation.name} ${device.name} ${mode.name}`,
            operation,
            device,
            mode,
          })),
        );
      }
      if (preemptions === 0) return [];
      return events.flatMap((device) =>
        ofEvents.flatMap((mode) =>
          rivals.map((rival) => ({
            id: `${operation.name} ${device.name} ${mode.name} ${rival.name}`,
            operation,
            device,
            mode,
            rival,
          })),
        ),
      );
    });
}
