/**
 * The recorded machine: one q35 with every recorded device in it, so that all dumps fit together (no address, bus
 * number or BAR is used twice). Bus numbers are the ones the firmware pass gives, depth first.
 */
import { CONVENTIONAL_GROUPS } from './groups/conventional.mjs';
import { EXPRESS_GROUPS } from './groups/express.mjs';
import { ROOT_BUS_GROUPS } from './groups/root-bus.mjs';

/**
 * What is left switched on when the machine "has booted".
 * `off`: nothing decoded (no driver, BARs assigned); `decode`: I/O and memory as firmware leaves it;
 * `driver`: decode and bus mastering; `port`: a bridge as Linux' port driver leaves it (MSI instead of INTx).
 * @typedef {'off' | 'decode' | 'driver' | 'port'} State
 */
/**
 * @typedef {object} Slot
 * @property {string} address `bb:dd.f` once bus numbers are assigned
 * @property {string} [device] `-device` argument; absent for functions of the chipset and VFs
 * @property {string} name as lspci would print it, without class and revision
 * @property {State} state
 * @property {string} [vfOf] address of the PF
 * @property {boolean} [wholeBytesOnly] masks are probed with all-ones only, not bit by bit
 * @property {boolean} [derivedMasks] masks are not probed (the function holds the window the probe uses)
 */
/** @typedef {{ file: string, about: string, slots: readonly Slot[] }} Group */

/** Backends without files, sockets or clocks behind them. */
const BACKENDS = Object.freeze([
  ...['-blockdev', 'null-co,node-name=disk0,size=1073741824,read-zeroes=on'],
  ...['-object', 'memory-backend-ram,id=shared,size=64M'],
]);

/** Root ports that only give another group's device its bus. Their buses are 01..05. */
const PLAIN_PORTS = Object.freeze([
  'pcie-root-port,id=rp1,bus=pcie.0,addr=1c.0,chassis=1,slot=1,multifunction=on',
  'pcie-root-port,id=rp2,bus=pcie.0,addr=1c.1,chassis=2,slot=2',
  'pcie-root-port,id=rp3,bus=pcie.0,addr=1c.2,chassis=3,slot=3',
  'pcie-root-port,id=rp4,bus=pcie.0,addr=1c.3,chassis=4,slot=4',
  'pcie-root-port,id=rp5,bus=pcie.0,addr=1c.4,chassis=5,slot=5',
]);

/** @type {readonly Group[]} */
export const GROUPS = Object.freeze([...ROOT_BUS_GROUPS, ...EXPRESS_GROUPS, ...CONVENTIONAL_GROUPS]);

/**
 * QEMU's arguments for the whole machine.
 * @param {(name: string) => string} romPath path of a ROM image by its name in ROM_SIZES
 * @returns {string[]}
 */
export function machineArguments(romPath) {
  const args = ['-machine', 'q35', '-accel', 'tcg', '-m', '128', '-vga', 'none', '-net', 'none', ...BACKENDS];
  args.push('-audiodev', 'none,id=silent', '-chardev', 'null,id=serial0');
  args.push('-device', 'nvme-subsys,id=subsys0,nqn=pciback-rig');
  const devices = GROUPS.flatMap((group) => group.slots.map((slot) => slot.device ?? ''));
  // A USB companion needs its EHCI controller first, hence the sort: stable, EHCI in front.
  const ordered = [...PLAIN_PORTS, ...devices].filter((device) => device !== '');
  ordered.sort((a, b) => Number(b.startsWith('ich9-usb-ehci')) - Number(a.startsWith('ich9-usb-ehci')));
  for (const device of ordered) {
    args.push(
      '-device',
      device.replace(/@(\w+)/g, (_, name) => romPath(String(name))),
    );
  }
  return args;
}
