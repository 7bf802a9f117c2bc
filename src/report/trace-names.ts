import * as errnos from '../abi/errno.ts';
import * as grantStatuses from '../abi/grant.ts';
import { PCI_FUNC, PCI_SLOT } from '../abi/pci-regs.ts';
import * as pcibiosStatuses from '../abi/pcibios.ts';
import { ResetKind } from '../platform/pci/reset.ts';
import { AerCallback, HostCall, LockFault } from '../platform/recorder.ts';

/** Names of the numbers that records carry, in the words of the kernel and of Xen's headers. */

type Table = Readonly<Record<number, string>>;

const inverse = (constants: Readonly<Record<string, number>>, prefix = ''): Table =>
  Object.freeze(
    Object.fromEntries(Object.entries(constants).map(([name, value]) => [value, name.slice(prefix.length)])),
  );

const errnoTable = inverse(errnos);
const grantTable = inverse(grantStatuses);
const pcibiosTable = inverse(pcibiosStatuses);
const resetTable: Table = Object.freeze({
  [ResetKind.Flr]: 'function level reset',
  [ResetKind.Af]: 'function level reset (AF)',
  [ResetKind.Soft]: 'reset by D3hot to D0',
  [ResetKind.SecondaryBus]: 'secondary bus reset',
  [ResetKind.VfDisable]: 'reset by clearing VF Enable',
});
const protocolErrors = [
  'success',
  'dev_not_found',
  'invalid_offset',
  'access_denied',
  'not_implemented',
  'op_failed',
];
const aerResults = ['', 'NONE', 'CAN_RECOVER', 'NEED_RESET', 'DISCONNECT', 'RECOVERED', 'NO_AER_DRIVER'];
const channelStates = ['', 'io_normal', 'io_frozen', 'io_perm_failure'];
const severities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const powerStates = ['D0', 'D1', 'D2', 'D3hot', 'D3cold'];

const services: Table = Object.freeze({
  0: 'the hypervisor',
  [HostCall.EnableDevice]: 'pci_enable_device',
  [HostCall.DisableDevice]: 'pci_disable_device',
  [HostCall.SetMaster]: 'pci_set_master',
  [HostCall.ClearMaster]: 'pci_clear_master',
  [HostCall.SetMwi]: 'pci_set_mwi',
  [HostCall.ClearMwi]: 'pci_clear_mwi',
  [HostCall.Intx]: 'pci_intx',
  [HostCall.SetPowerState]: 'pci_set_power_state',
  [HostCall.EnableMsi]: 'pci_enable_msi',
  [HostCall.DisableMsi]: 'pci_disable_msi',
  [HostCall.EnableMsix]: 'pci_enable_msix_exact',
  [HostCall.DisableMsix]: 'pci_disable_msix',
  [HostCall.SaveState]: 'pci_save_state',
  [HostCall.RestoreState]: 'pci_restore_state',
  [HostCall.ResetFunction]: 'pci_reset_function',
});

const lockFaults: Table = Object.freeze({
  [LockFault.SelfDeadlock]: 'self-deadlock',
  [LockFault.OrderInversion]: 'order inversion',
  [LockFault.SleepInAtomic]: 'sleeping while atomic',
  [LockFault.HeldAtExit]: 'held at exit',
  [LockFault.NotOwner]: 'released by another than its owner',
});

const aerCallbacks: Table = Object.freeze({
  [AerCallback.ErrorDetected]: 'error_detected',
  [AerCallback.MmioEnabled]: 'mmio_enabled',
  [AerCallback.SlotReset]: 'slot_reset',
  [AerCallback.Resume]: 'resume',
});

/** `0x2a`; with `bytes`, all digits of that width. */
export function hex(value: number, bytes = 0): string {
  return `0x${(value >>> 0).toString(16).padStart(2 * bytes, '0')}`;
}

/** `-0x100`, `0x4`. */
export function signedHex(value: number): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** Small numbers plain, others in hexadecimal: `7`, `0x64`. */
export function plainOrHex(value: number): string {
  return value >= 0 && value < 10 ? String(value) : hex(value);
}

export function ordinal(number: number): string {
  const tens = number % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${suffix}`;
}

/** Number and name where there is one: `5 (RECOVERED)`. */
const named = (value: number, name: string | undefined): string =>
  name ? `${value} (${name})` : String(value);

/** Value of `op.err` (ABI-06): protocol errors, raw errno values, raw PCIBIOS statuses. */
export function opErrText(value: number): string {
  const err = value | 0;
  if (err === 0) return '0';
  if (err < 0) return named(err, protocolErrors[-err] ?? errnoTable[-err]);
  return pcibiosTable[err] === undefined ? String(err) : `${hex(err)} (${pcibiosTable[err]})`;
}

/** A status of the host: 0, a negative errno, or a PCIBIOS status. */
export function statusText(status: number): string {
  if (status === 0) return '0';
  if (status < 0) return named(status, errnoTable[-status]);
  return pcibiosTable[status] === undefined ? String(status) : `${pcibiosTable[status]} (${hex(status)})`;
}

export const grantStatusText = (status: number): string => named(status, grantTable[status]);
export const aerResultText = (result: number): string => named(result, aerResults[result]);
export const channelStateText = (state: number): string => named(state, channelStates[state]);
export const aerCallbackName = (callback: number): string => aerCallbacks[callback] ?? `callback ${callback}`;
export const serviceName = (call: number): string => services[call] ?? `service ${call}`;
export const lockFaultName = (fault: number): string => lockFaults[fault] ?? `fault ${fault}`;
export const severityName = (severity: number): string => severities[severity] ?? String(severity);
export const powerStateName = (state: number): string => powerStates[state] ?? `D${state}`;
export const resetKindName = (kind: number): string => resetTable[kind] ?? `reset of kind ${kind}`;

/** Address as a guest writes it: `00:01.0`; with the domain where it is not 0; in parts where it fits no address. */
export function requestAddress(domain: number, bus: number, devfn: number): string {
  if (domain > 0xffff || bus > 0xff || devfn > 0xff)
    return `domain ${hex(domain)} bus ${hex(bus)} devfn ${hex(devfn)}`;
  const digits = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  const short = `${digits(bus, 2)}:${digits(PCI_SLOT(devfn), 2)}.${PCI_FUNC(devfn)}`;
  return domain === 0 ? short : `${digits(domain, 4)}:${short}`;
}
