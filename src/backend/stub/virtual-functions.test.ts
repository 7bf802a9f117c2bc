import { describe, expect, it } from 'vitest';
import type { PciDriver } from '../../host/index.ts';
import { StubHost } from './testing/stub-host.ts';

/** A driver of another kind that takes every device it is offered. */
const physical: PciDriver = {
  name: 'nvme',
  // biome-ignore lint/correctness/useYield: nothing to wait for
  *probe() {
    return 0;
  },
  *remove() {},
  errorHandlers: null,
};

const cards = [
  { at: '03:00.0', vfs: 2 },
  { at: '03:00.1', vfOf: '03:00.0' },
  { at: '03:00.2', vfOf: '03:00.0' },
  { at: '04:00.0', irq: 18 },
];

describe('STUB-33 virtual functions', () => {
  it('those no guest uses are unbound with their physical function', () => {
    const host = new StubHost({ cards, parameters: { hide: '(03:00.1)(03:00.2)(04:00.0)' } });
    host.run(host.kernel.pci.bind(host.dev('03:00.0'), physical));
    host.connect(7, ['0000:03:00.2']);
    host.unbind('03:00.0');
    expect(host.bound().sort()).toEqual(['0000:03:00.2', '0000:04:00.0']);
    expect(host.dev('03:00.1').driver).toBe(null);
  });

  it("stay when any other function's driver goes", () => {
    const host = new StubHost({ cards, parameters: { hide: '(03:00.1)(03:00.2)' } });
    host.run(host.kernel.pci.bind(host.dev('04:00.0'), physical));
    host.unbind('04:00.0');
    host.unbind('03:00.1');
    expect(host.bound()).toEqual(['0000:03:00.2']);
  });
});
