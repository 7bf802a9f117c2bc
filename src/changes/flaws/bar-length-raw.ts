import { type Flaw, wrapBackend } from '../change.ts';

/** Bits of a BAR below the address. */
const TYPE_BITS = 0xf;

export const barLengthRaw: Flaw = {
  kind: 'flaw',
  id: 'bar-length-raw',
  group: 'bar-length-raw',
  title: 'a BAR that is being sized reads the length of the region',
  cause:
    'After a write of all ones the register is to read the mask of its address bits with the type bits; what it read was ' +
    'the length itself. A guest that computes the size from it maps a wrong range. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: 'd2bd05d88d24',
  affected: 'Linux to 4.6',
  rules: ['HDR-33', 'HDR-36', 'HDR-43'],
  oracles: ['reply'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(
      seams,
      'sizingValue',
      (previous) => (driver, dev, bar) => -(previous(driver, dev, bar) & ~TYPE_BITS) >>> 0,
    ),
};
