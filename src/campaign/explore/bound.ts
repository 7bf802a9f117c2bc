/** How far an exploration goes. */
export interface Bound {
  readonly name: BoundName;
  readonly title: string;
  /** Values of each field, from the start of its list. */
  readonly values: number;
  /** Devices of each class; those named by the user are all explored. */
  readonly devicesPerClass: number;
  readonly modes: 'plain' | 'all';
  /** Classes of devices into whose operations events are interleaved, in either topology without a switch. */
  readonly interleavedClasses: readonly string[];
}

export const boundNames = ['small', 'standard', 'full'] as const;
export type BoundName = (typeof boundNames)[number];

export const bounds: Readonly<Record<BoundName, Bound>> = Object.freeze({
  small: {
    name: 'small',
    title: 'three values of each field, one device of each class, vpci without switches',
    values: 3,
    devicesPerClass: 1,
    modes: 'plain',
    interleavedClasses: ['msi+msix'],
  },
  standard: {
    name: 'standard',
    title: 'all values, one device of each class, every mode',
    values: Number.POSITIVE_INFINITY,
    devicesPerClass: 1,
    modes: 'all',
    interleavedClasses: ['msi+msix'],
  },
  full: {
    name: 'full',
    title: 'all values, every device, every mode',
    values: Number.POSITIVE_INFINITY,
    devicesPerClass: Number.POSITIVE_INFINITY,
    modes: 'all',
    interleavedClasses: ['intx', 'msi', 'msix', 'msi+msix', 'pf', 'vf'],
  },
});
