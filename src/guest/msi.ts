import { EINVAL } from '../abi/errno.ts';
import {
  SH_INFO_MAX_VEC,
  XEN_PCI_OP_disable_msi,
  XEN_PCI_OP_disable_msix,
  XEN_PCI_OP_enable_msi,
  XEN_PCI_OP_enable_msix,
} from '../abi/pciif.ts';
import { VECTOR_UNSET } from './request.ts';
import type { ConfigPort } from './scan.ts';

/**
 * One message: a driver that wants several is refused without a request (FE-18).
 * @returns its pirq, or -EINVAL for any error and for pirq 0 (FE-13)
 */
export function enableMsi(port: ConfigPort, messages = 1): number {
  if (messages > 1) return -EINVAL;
  const { err, value } = port.send(XEN_PCI_OP_enable_msi);
  return err !== 0 || value === 0 ? -EINVAL : value;
}

/** An error is logged, not passed on (FE-17). */
export function disableMsi(port: ConfigPort): void {
  const { err } = port.send(XEN_PCI_OP_disable_msi);
  if (err !== 0) port.log(`disable_msi fails with ${err}`);
}

/** Vectors of a successful set-up. */
export interface MsixVectors {
  /** 0; a negative errno or what the backend gave as result. */
  readonly result: number;
  /** pirq of each entry asked for, -1 for one that got none; whatever the page held when the backend stored none (FE-16). */
  readonly pirqs: readonly number[];
}

/** Asks for the table entries `indices`, each with its vector unset (FE-14); what becomes of the reply is FE-15. */
export function enableMsix(port: ConfigPort, indices: readonly number[]): MsixVectors {
  if (indices.length > SH_INFO_MAX_VEC) return { result: -EINVAL, pirqs: [] };
  const entries = indices.map((index) => [index, VECTOR_UNSET] as const);
  const { err, value } = port.send(XEN_PCI_OP_enable_msix, { value: indices.length, entries });
  if (err !== 0) return { result: err, pirqs: [] };
  if (value !== 0) return { result: value | 0, pirqs: [] };
  const pirqs = indices.map((_, i) => port.vector(i) || -1);
  return { result: pirqs.includes(-1) ? -EINVAL : 0, pirqs };
}

/** An error is logged, not passed on (FE-17). */
export function disableMsix(port: ConfigPort): void {
  const { err } = port.send(XEN_PCI_OP_disable_msix);
  if (err !== 0) port.log(`disable_msix fails with ${err}`);
}
