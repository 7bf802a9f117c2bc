import { type IrqCore, PIRQS } from '../irq-core.ts';

interface PirqMapping {
  readonly domid: number;
  readonly pirq: number;
  readonly irq: number;
}

/** Every mapped pirq of a message-signalled interrupt. */
export function allPirqs({ pirqs }: IrqCore): PirqMapping[] {
  return [...pirqs].map(([key, irq]) => ({ domid: Math.floor(key / PIRQS), pirq: key % PIRQS, irq }));
}

/** Those of one domain. */
export function mappedPirqs(irqs: IrqCore, domid: number): PirqMapping[] {
  return allPirqs(irqs).filter((mapping) => mapping.domid === domid);
}
