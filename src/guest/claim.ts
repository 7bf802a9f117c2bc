import type { FoundDevice } from './scan.ts';

/** What a BAR decodes, as firmware or the host assigned it. */
export interface Resource {
  /** Offset of the BAR. */
  readonly register: number;
  readonly io: boolean;
  readonly start: number;
  /** Last address. */
  readonly end: number;
}

/** A resource that a device was given. */
export interface Claim {
  readonly device: FoundDevice;
  readonly resource: Resource;
}

/**
 * Claims the resources of devices as they stand; one that another has is logged and left unclaimed (FE-29).
 * @param claims those in force, to which the new ones are added
 * @returns lines to be logged
 */
export function claimResources(found: readonly FoundDevice[], claims: Claim[]): string[] {
  const lines: string[] = [];
  for (const device of found) {
    for (const resource of device.resources) {
      if (claims.some((claim) => overlap(claim.resource, resource)))
        lines.push(`${device.name}: BAR at 0x${resource.register.toString(16)} cannot be claimed`);
      else claims.push({ device, resource });
    }
  }
  return lines;
}

const overlap = (a: Resource, b: Resource): boolean => a.io === b.io && a.start <= b.end && b.start <= a.end;
