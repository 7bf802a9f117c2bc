import type { DeviceFacts } from './device-facts.ts';

/** What a case needs of its device: null when it is there, else what the device lacks. */
export type Need = (device: DeviceFacts) => string | null;

const need =
  (holds: (device: DeviceFacts) => boolean, lack: string): Need =>
  (device) =>
    holds(device) ? null : lack;

/** All of them; the first lack is told. */
export const all =
  (...needs: readonly Need[]): Need =>
  (device) => {
    for (const one of needs) {
      const lack = one(device);
      if (lack !== null) return lack;
    }
    return null;
  };

/** For what only one case needs. */
export const that = need;

export const anything: Need = () => null;
/** Header type 0. */
export const endpoint: Need = need(({ headerType }) => headerType === 0, 'is no endpoint (header type 0)');
export const bridge: Need = need(({ headerType }) => headerType === 1, 'is no bridge (header type 1)');
export const physical: Need = need(({ isVf }) => !isVf, 'is an SR-IOV virtual function');
export const virtualFunction: Need = need(({ isVf }) => isVf, 'is no SR-IOV virtual function');
export const pm: Need = need((device) => device.pm !== 0, 'has no power management capability');
export const vpd: Need = need((device) => device.vpd !== 0, 'has no VPD capability');
export const msi: Need = need((device) => device.msi !== 0, 'has no MSI capability');
export const msix: Need = need(
  ({ msixTable, bars }) => msixTable !== null && bars.some(({ index }) => index === msixTable.bar),
  'has no MSI-X capability with a table',
);
export const noMsix: Need = need((device) => device.msix === 0, 'has an MSI-X capability');
export const noMsi: Need = need((device) => device.msi === 0, 'has an MSI capability');
/** A legacy interrupt: pin and line. */
export const line: Need = need((device) => device.line !== 0, 'has no legacy interrupt line');
export const noLine: Need = need((device) => device.line === 0, 'has a legacy interrupt line');
export const reset: Need = need((device) => device.canReset, 'has no reset method');
export const memoryBar: Need = need(
  ({ bars }) => bars.some(({ kind, inHardware }) => kind === 'mem' && inHardware),
  'has no memory BAR',
);
export const ioBar: Need = need(
  ({ bars }) => bars.some(({ kind, inHardware }) => kind === 'io' && inHardware),
  'has no I/O BAR',
);
export const rom: Need = need(
  ({ bars }) => bars.some(({ kind, inHardware }) => kind === 'rom' && inHardware),
  'has no expansion ROM',
);
/** Extended configuration space in hardware and in the dump. */
export const extended: Need = need(
  ({ description, known }) => description.config.length === 4096 && known === 4096,
  'has no extended configuration space in its dump',
);
/** The dump holds all of the standard configuration space. */
export const wholeDump: Need = need(({ known }) => known >= 256, 'is dumped in part only');
/** Header type 0 and no bridge by its class code either: what every profile exports on the virtual bus. */
export const ordinary: Need = need(
  (device) => device.headerType === 0 && device.byte(0x0b) !== 0x06,
  'is a bridge by header type or class',
);
/** On segment 0, whose first 256 bytes the host reaches by ports; others are on ECAM alone. */
export const firstSegment: Need = need(({ description }) => description.domain === 0, 'is not on segment 0');
export const laterSegment: Need = need(({ description }) => description.domain !== 0, 'is on segment 0');
