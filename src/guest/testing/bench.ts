import { shippedDevices } from '../../campaign/device-files.ts';
import { makeProfile } from '../../changes/profiles.ts';
import { DeviceLibrary } from '../../executor/device-library.ts';
import { Testbed } from '../../executor/model/testbed.ts';
import { sampleConventional, sampleEndpoint } from '../../platform/pci/testing/sample-functions.ts';
import { DOM0 } from '../../platform/world.ts';
import type { Setup } from '../../program/program.ts';
import type { Frontend } from '../frontend.ts';

const shipped = shippedDevices();

export const library = new DeviceLibrary([
  ...shipped.names().flatMap((name) => shipped.get(name) ?? []),
  ...[
    { name: 'nic', description: sampleEndpoint() },
    { name: 'nic-2', description: sampleEndpoint({ slot: 1 }) },
    { name: 'plain', description: sampleConventional() },
  ].map((device) => ({ ...device, companions: [] })),
]);

/** The whole stack with one guest that has `names`, at its start. */
export function stack(
  names: readonly string[],
  setup: Partial<Setup> = {},
): { bed: Testbed; frontend: Frontend } {
  const made = makeProfile('linux-6.1');
  if ('problem' in made) throw new Error('no profile');
  const devices = names.map((name) => ({ name, guest: 0 }));
  const bed = new Testbed(
    { topology: 'vpci', guests: 1, devices, start: 'connected', ...setup },
    library,
    made.profile,
  );
  const {
    frontends: [frontend],
  } = bed;
  if (frontend === undefined) throw new Error('no guest');
  return { bed, frontend };
}

/** A node of the guest's own directory, or with `backend` of the backend's, as dom0 reads it. */
export function node(
  { world, directory, backendDirectory }: Frontend,
  name: string,
  whose?: 'backend',
): string | null {
  return world.xenstore.read(DOM0, `${whose === 'backend' ? backendDirectory : directory}/${name}`);
}

/** Writes a node of the backend's directory as dom0 does, and lets the backend act. */
export function setBackendNode(bed: Testbed, frontend: Frontend, name: string, value: string): void {
  bed.world.xenstore.write(DOM0, `${frontend.backendDirectory}/${name}`, value);
  bed.world.scheduler.settle();
}
