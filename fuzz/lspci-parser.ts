import type { ByteTarget } from '../src/campaign/target.ts';
import { makeProfile } from '../src/changes/profiles.ts';
import { DeviceLibrary } from '../src/executor/device-library.ts';
import { Testbed } from '../src/executor/model/testbed.ts';
import { DumpError } from '../src/platform/pci/dump/error.ts';
import { parseDump } from '../src/platform/pci/dump/parse.ts';

/** Most functions of one dump that are put into a machine. */
const MAX_LOADED = 4;

/** Feeds a dump to the parser; what loads is put into a machine, bound and scanned by a guest. */
export function fuzz(bytes: Uint8Array): void {
  const made = makeProfile('linux-6.1');
  if ('problem' in made) throw new Error('the default profile cannot be made');
  try {
    const { functions } = parseDump(new TextDecoder().decode(bytes), 'input');
    functions.slice(0, MAX_LOADED).forEach((description, index) => {
      const name = `device-${index}`;
      const library = new DeviceLibrary([
        { name, description: { ...description, isVf: false }, companions: [] },
      ]);
      const setup = {
        topology: 'vpci',
        guests: 1,
        devices: [{ name, guest: 0 }],
        start: 'connected',
      } as const;
      new Testbed(setup, library, made.profile);
    });
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
  }
}

export const target: ByteTarget = {
  name: 'lspci-parser',
  title: 'dumps of configuration space, damaged in any way',
  fuzz,
};
