import type { Command } from 'commander';
import { CorpusDevices } from '../campaign/corpus/devices.ts';
import { Reach } from '../campaign/corpus/reach.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import { regressLibrary } from '../campaign/regress.ts';
import type { Profile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { judgeMaker } from './campaign-options.ts';
import { chooseProfile, DEFAULT_PROFILE } from './choices.ts';
import type { Io } from './io.ts';
import { several } from './values.ts';

/** Under what the programs of a corpus are run. */
export interface ProfileOptions {
  readonly profile?: string;
  readonly flaw?: readonly string[];
  readonly hardening?: readonly string[];
}

export function addProfileOptions(command: Command): Command {
  return command
    .option('--profile <name>', 'behaviour of which driver', DEFAULT_PROFILE)
    .option('--flaw <id>', 'put a past bug, or a group of them, back (repeatable)', several)
    .option('--hardening <id>', 'add a proposed fix (repeatable)', several);
}

export const profileOf = ({ profile, flaw, hardening }: ProfileOptions): Profile =>
  chooseProfile(profile, flaw, hardening);

/** An empty count of features, each on an executor of its own. */
export const reachMaker = (library: DeviceLibrary, profile: Profile): (() => Reach) => {
  const make = judgeMaker(library, profile);
  return () => new Reach(make());
};

/** Devices that any corpus may name. */
export const usualDevices = (): DeviceLibrary => regressLibrary();

/** Devices of corpora, beside the usual ones. */
export const corpusDevices = (io: Io): CorpusDevices => new CorpusDevices(usualDevices(), io.env);

/** Names that programs may have in the form for byte fuzzers. */
export const shippedNames = (): string[] => shippedDevices().names();
