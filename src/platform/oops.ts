/**
 * The modelled kernel hit a BUG, a null or freed object, or an access out of bounds. It ends the execution;
 * the executor turns it into the execution's `crash`.
 */
export class KernelOops extends Error {
  /** Kind of fault, stable: part of fingerprints. */
  readonly kind: 'bug' | 'null-dereference' | 'use-after-free' | 'out-of-bounds' | 'unmapped-page';
  /** Driver or host function in which it happened. */
  readonly site: string;

  constructor(kind: KernelOops['kind'], site: string, message: string) {
    super(message);
    this.name = 'KernelOops';
    this.kind = kind;
    this.site = site;
  }
}
