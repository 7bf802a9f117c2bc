import type { Profile } from '../../changes/profiles.ts';
import type { DeviceLibrary } from '../../executor/device-library.ts';
import type { FunctionFacts } from '../../executor/execution.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import type { Setup } from '../../program/program.ts';

/** Kinds of devices that the backend treats differently. */
export const deviceClasses = ['intx', 'msi', 'msix', 'msi+msix', 'pf', 'vf', 'bridge'] as const;
export type DeviceClass = (typeof deviceClasses)[number];

/** How a device is handed to its guest. */
export interface Mode {
  readonly name: string;
  readonly topology: Setup['topology'];
  readonly permissive?: true;
  readonly interruptControl?: true;
}

const switches = [
  { name: '', flags: {} },
  { name: '+permissive', flags: { permissive: true } },
  { name: '+allow_interrupt_control', flags: { interruptControl: true } },
] as const;

/** Both topologies, each without a switch and with one of them. */
export const modes: readonly Mode[] = Object.freeze(
  (['vpci', 'passthrough'] as const).flatMap((topology) =>
    switches.map(({ name, flags }): Mode => ({ name: `${topology}${name}`, topology, ...flags })),
  ),
);

export interface DeviceChoice {
  readonly name: string;
  readonly class: DeviceClass;
  /** The backend does not connect a guest that has it (`refuse-bridges`). */
  readonly refused?: true;
}

/** One guest with the device, or with an empty bus beside a device that would be refused. */
export function setupOf(
  { name, refused }: Pick<DeviceChoice, 'name' | 'refused'>,
  { topology, permissive, interruptControl }: Mode,
): Setup {
  const switched = {
    ...(permissive ? { permissive } : {}),
    ...(interruptControl ? { interruptControl } : {}),
  };
  return {
    topology,
    guests: 1,
    devices: [refused ? { name } : { name, guest: 0, ...switched }],
    start: 'connected',
  };
}

/** Preferred for their class, because each is the plainest of its kind among the shipped ones. */
const preferred = [
  'rtl8139',
  'edu',
  'virtio-net',
  'e1000e',
  'nvme-sriov#02:00.0',
  'nvme-sriov#02:00.1',
  'pcie-root-port#00:1c.6',
];

/** The devices of a library with their class, those that stand for it first. */
export function classifyDevices(library: DeviceLibrary, profile: Profile): DeviceChoice[] {
  const names = library.names();
  const order = [
    ...preferred.filter((name) => names.includes(name)),
    ...names.filter((name) => !preferred.includes(name)),
  ];
  const executor = new ModelExecutor(library, profile);
  const [mode] = modes as readonly [Mode];
  return order.map((name) => {
    const { functions, start } = executor.run({ setup: setupOf({ name }, mode), actions: [] }, 'digest');
    const kind = classOf(factsOf(functions, name), hasVfs(library, name));
    const isConnected = start.some(({ bound }) => bound);
    return isConnected ? { name, class: kind } : { name, class: kind, refused: true };
  });
}

export function factsOf(functions: readonly FunctionFacts[], name: string): FunctionFacts {
  const found = functions.find((fn) => fn.name === name);
  if (found === undefined) throw new RangeError(`the set-up has no function '${name}'`);
  return found;
}

/** Some VF of the library has it as its physical function. */
function hasVfs(library: DeviceLibrary, name: string): boolean {
  const own = library.get(name)?.description;
  return library
    .names()
    .some((other) => other !== name && library.get(other)?.companions.some((one) => one === own));
}

function classOf({ headerType, isVf, msi, msix }: FunctionFacts, isPf: boolean): DeviceClass {
  if ((headerType & 0x7f) !== 0) return 'bridge';
  if (isVf) return 'vf';
  if (isPf) return 'pf';
  if (msi > 0) return msix > 0 ? 'msi+msix' : 'msi';
  return msix > 0 ? 'msix' : 'intx';
}

/** The first devices of each class. */
export function chooseRepresentatives(devices: readonly DeviceChoice[], perClass: number): DeviceChoice[] {
  return deviceClasses.flatMap((wanted) =>
    devices.filter((device) => device.class === wanted).slice(0, perClass),
  );
}
