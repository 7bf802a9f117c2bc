/** Builds of the same driver: for speed, with every check, and (on request) with a counter for every line and branch. */
export const variants = ['fast', 'checked', 'coverage'] as const;
export type Variant = (typeof variants)[number];

/** What is built without being asked for. */
export const usualVariants: readonly Variant[] = ['fast', 'checked'];

/** Kernel versions whose headers the shim is known to compile with; newest last. */
export const versions = ['6.1', '6.12'] as const;
export type KernelVersion = (typeof versions)[number];

/** Rule parts that the shim supplies instead of the driver (`parts` of the rules). */
export const supplied = [
  'event-core',
  'xenbus-core',
  'pci-core',
  'irq-core',
  'frontend',
  'toolstack',
] as const;

/** Faults that `shim/planted.c` plants, and what the build must say of each. */
export const controls: readonly {
  readonly fault: string;
  readonly variant: Variant;
  readonly says: RegExp;
}[] = Object.freeze([
  {
    fault: 'overflow',
    variant: 'checked',
    says: /^crash 4 planted_overflow: AddressSanitizer: store of 1 bytes.*; in planted_overflow \(planted\.c\)/,
  },
  {
    fault: 'freed',
    variant: 'checked',
    says: /^crash 3 planted_freed: AddressSanitizer: store of 1 bytes.*; in planted_freed \(planted\.c\)/,
  },
  {
    fault: 'undefined',
    variant: 'checked',
    says: /^warn ubsan: UndefinedBehaviorSanitizer: \S*shift\S*, planted.c line \d+$/,
  },
  { fault: 'leak', variant: 'checked', says: /^leak 24$/ },
  { fault: 'leak', variant: 'fast', says: /^leak 24$/ },
  { fault: 'leak', variant: 'coverage', says: /^leak 24$/ },
]);
