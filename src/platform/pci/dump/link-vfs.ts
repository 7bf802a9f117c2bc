import { compareAddresses, type FunctionDescription, sameAddress } from '../description.ts';
import { enabledVfs, sriovOffset, vfAddress, vfRegions } from '../sr-iov.ts';
import { looksLikeVf } from './draft.ts';

const key = (machine: number, domain: number, bus: number, devfn: number): string =>
  `${machine}/${domain}/${bus}/${devfn}`;

/**
 * Tells VFs by their ids of 0xffff, and finds the PF of each by the addresses that the PFs' registers give their
 * VFs. Regions that the source did not print are shares of the PF's VF BARs.
 */
export function linkVirtualFunctions(functions: readonly FunctionDescription[]): FunctionDescription[] {
  const candidates = new Map<string, number>();
  functions.forEach((fn, i) => {
    if (fn.isVf || looksLikeVf(fn.config)) candidates.set(key(fn.machine, fn.domain, fn.bus, fn.devfn), i);
  });
  const linked = [...functions];
  if (candidates.size === 0) return linked;
  for (const pf of functions) {
    const sriov = pf.isVf ? 0 : sriovOffset(pf.config);
    const count = Math.min(enabledVfs(pf.config, sriov), 256);
    for (let n = 0; n < count; n++) {
      const at = vfAddress(pf, sriov, n);
      const i = candidates.get(key(pf.machine, at.domain, at.bus, at.devfn));
      const vf = i === undefined ? undefined : linked[i];
      if (i === undefined || vf === undefined || compareAddresses(vf, pf) === 0) continue;
      if (vf.physfnAddress !== null && (vf.regions.length > 0 || !sameAddress(vf.physfnAddress, pf)))
        continue;
      const regions = vf.regions.length > 0 ? vf.regions : vfRegions(pf, sriov, n);
      const physfnAddress = { domain: pf.domain, bus: pf.bus, devfn: pf.devfn };
      linked[i] = { ...vf, isVf: true, physfnAddress, regions };
    }
  }
  for (const i of candidates.values()) {
    const vf = linked[i] as FunctionDescription;
    if (vf.physfnAddress !== null) continue;
    const text =
      'it reads ids of 0xffff like a virtual function, but its physical function is not in the dump';
    linked[i] = {
      ...vf,
      isVf: true,
      warnings: vf.isVf ? vf.warnings : [...vf.warnings, { line: vf.line, text }],
    };
  }
  return linked;
}
