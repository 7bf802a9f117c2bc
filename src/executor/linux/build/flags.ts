import { join } from 'node:path';
import { supplied, type Variant } from './variants.ts';

/** Where the prepared headers of a kernel lie: of all architectures, and of this one. */
export interface Headers {
  readonly common: string;
  readonly arch: string;
}

/** Everything the kernel's own code is compiled with that does not depend on the variant. */
const KERNEL = [
  '-std=gnu11',
  '-fshort-wchar',
  '-funsigned-char',
  '-fno-strict-aliasing',
  '-fno-strict-overflow',
  '-fno-common',
  '-fno-builtin',
  '-ffreestanding',
  '-fno-delete-null-pointer-checks',
  '-fno-pic',
  '-mno-red-zone',
  '-fno-omit-frame-pointer',
  '-w',
  '-D__KERNEL__',
  '-DMODULE',
  '-DKBUILD_MODNAME="xen_pciback"',
  '-DKBUILD_MODFILE="xen_pciback"',
  '-D__KBUILD_MODNAME=xen_pciback',
];

/** Tracing of loads and stores, and a counter an edge. Functions stay apart unless the source says inline: they are sites. */
const TRACED = [
  '-O1',
  '-g1',
  '-finline-hint-functions',
  '-fno-zero-initialized-in-bss',
  '-fsanitize-coverage=trace-loads,trace-stores,inline-8bit-counters,pc-table',
];

const CHECKED = [
  '-fsanitize=address,undefined',
  // a null pointer that is used faults, and the fault names kind and place
  '-fno-sanitize=alignment,vptr,function,null',
  '-fsanitize-recover=undefined',
  '-fno-sanitize-recover=address',
  '-mllvm',
  '-asan-use-after-return=never',
];

/** Counters of lines and branches. They are mapped from the profile's file, so that no end of a process loses them. */
const COUNTED = ['-fprofile-instr-generate', '-fcoverage-mapping', '-mllvm', '-runtime-counter-relocation'];

const EXTRA: Readonly<Record<Variant, readonly string[]>> = { fast: [], checked: CHECKED, coverage: COUNTED };
const LINKED: Readonly<Record<Variant, readonly string[]>> = {
  fast: [],
  checked: ['-fsanitize=address,undefined'],
  coverage: ['-fprofile-instr-generate'],
};

/** Our own code, compiled for the C library. */
const OURS = ['-std=gnu11', '-O2', '-g1', '-w', '-fno-omit-frame-pointer', '-fno-pic'];

/** Include path and forced headers of code that sees the kernel's headers. */
export function kernelIncludes({ common, arch }: Headers, resource: string, shim: string): string[] {
  const folders = [
    join(shim, 'include'),
    join(common, 'arch/x86/include'),
    join(arch, 'arch/x86/include/generated'),
    join(common, 'include'),
    join(arch, 'include'),
    join(common, 'arch/x86/include/uapi'),
    join(arch, 'arch/x86/include/generated/uapi'),
    join(common, 'include/uapi'),
    join(arch, 'include/generated/uapi'),
  ];
  const forced = ['compiler-version.h', 'kconfig.h', 'compiler_types.h'];
  return [
    '-nostdinc',
    '-isystem',
    join(resource, 'include'),
    ...folders.map((folder) => `-I${folder}`),
    ...forced.flatMap((name) => ['-include', join(common, 'include/linux', name)]),
  ];
}

/** Flags of one of the driver's files, or of what is planted like one. */
export function driverFlags(name: string, variant: Variant): string[] {
  return [...KERNEL, `-DKBUILD_BASENAME="${name}"`, ...TRACED, ...EXTRA[variant]];
}

/** Flags of the shim's files that see the kernel's headers. @param pciHeader text of `linux/pci.h` */
export const shimKernelFlags = (pciHeader = ''): string[] => [
  ...KERNEL,
  '-DKBUILD_BASENAME="shim"',
  '-O2',
  '-g1',
  // It moved to another structure in the middle of stable series, so no version number tells.
  ...(/\bdriver_override;/.test(pciHeader) ? ['-DRIG_PCI_DRIVER_OVERRIDE'] : []),
];

export const shimFlags = (): string[] => [
  ...OURS,
  `-DSUPPLIED=${supplied.map((part) => `"${part}"`).join(',')}`,
];

/** Calls of the driver that must come to the shim instead of to C library and sanitizer. */
export function redirections(variant: Variant): [from: string, to: string][] {
  const copies: [string, string][] = ['memcpy', 'memset'].map((name) => [name, `shim_${name}`]);
  const text: [string, string][] = [['memmove', 'shim_memcpy']];
  if (variant !== 'checked') return [...copies, ...text];
  const sizes = ['1', '2', '4', '8', '16', '_n'];
  return [
    ['__asan_memcpy', 'shim_memcpy'],
    ['__asan_memset', 'shim_memset'],
    ['__asan_memmove', 'shim_memcpy'],
    ...copies,
    ...text,
    ...sizes.flatMap((size): [string, string][] => [
      [`__asan_report_load${size}`, `shim_asan_load${size}`],
      [`__asan_report_store${size}`, `shim_asan_store${size}`],
    ]),
  ];
}

/** Sections of the driver's objects that hold what it changes; together they are what a restore brings back. */
export const STATE_SECTIONS = ['.data', '.data..read_mostly', '.data..ro_after_init', '.init.data'];
export const STATE_SECTION = 'rig_state';

export const linkFlags = (variant: Variant): string[] => [
  '-no-pie',
  '-fuse-ld=lld',
  '-g1',
  ...LINKED[variant],
];
