import { describe, expect, it, vi } from 'vitest';
import * as abi from '../../abi/pciif.ts';
import type { MsixEntry } from '../../host/pci/device.ts';
import { mappedPirqs } from '../../host/testing/pirqs.ts';
import { Ev } from '../../platform/recorder.ts';
import { ConnectedFixture } from './testing/connected.ts';
import { GUEST, type Posted } from './testing/fixture.ts';
import { LEGACY_IRQ } from './testing/function-config.ts';

/** Where the sheet's mock adds 1000 to an IRQ, the host here has its own pirq. */
const MSI_PIRQ = -1;

type Step = readonly [
  name: string,
  request: Posted,
  err: number,
  value: number,
  enableIntx: 0 | 1,
  isrOn: 0 | 1,
  ackIntr: 0 | 1,
];

const command = (value: number): Posted => ({ cmd: abi.XEN_PCI_OP_conf_write, offset: 4, size: 2, value });
const msix = (value: number, entries: Posted['entries'] = []): Posted => ({
  cmd: abi.XEN_PCI_OP_enable_msix,
  value,
  entries,
});
const threeEntries = [
  [0, 0xffff],
  [1, 0xffff],
  [2, 0xffff],
  [0x33, 0x4444],
] as const;

/** Appendix A.10. */
const steps: readonly Step[] = [
  ['1 unknown devfn, command 99', { cmd: 99, devfn: 0x50, value: 0x55 }, -1, 0x55, 0, 0, 0],
  ['2 known device, command 99', { cmd: 99, value: 0x55 }, -4, 0x55, 0, 0, 0],
  ['2 known device, command 6', { cmd: abi.XEN_PCI_OP_aer_detected, value: 0x55 }, -4, 0x55, 0, 0, 0],
  ['3 COMMAND 0x0007', command(7), 0, 7, 1, 1, 1],
  ['4 enable_msi', { cmd: abi.XEN_PCI_OP_enable_msi }, 0, MSI_PIRQ, 1, 1, 0],
  ['5 enable_msi again', { cmd: abi.XEN_PCI_OP_enable_msi, value: 7 }, -5, 0, 1, 1, 0],
  ['6 enable_msix, 2 vectors', msix(2), -6, 2, 1, 1, 0],
  ['7 disable_msi', { cmd: abi.XEN_PCI_OP_disable_msi }, 0, LEGACY_IRQ, 1, 1, 1],
  ['8 disable_msi again', { cmd: abi.XEN_PCI_OP_disable_msi }, 0, LEGACY_IRQ, 1, 1, 1],
  ['9 COMMAND 0', command(0), 0, 0, 0, 0, 0],
  ['10 COMMAND 2', command(2), 0, 2, 1, 1, 1],
  ['11 enable_msix, 129 vectors', msix(129), -22, 129, 1, 1, 1],
  ['12 enable_msix, no vectors', msix(0), -22, 0xffffffea, 1, 1, 0],
  ['13 enable_msix, 3 vectors', msix(3, threeEntries), 0, 0, 1, 1, 0],
];

describe('A.10: a sequence of requests on the whole stack', () => {
  const fixture = new ConnectedFixture();
  const { kernel, page, recording, world } = fixture;

  it.each(steps)('%s', (_name, request, err, value, enableIntx, isrOn, ackIntr) => {
    recording.clear();
    const reply = fixture.perform(request);
    const expected = value === MSI_PIRQ ? mappedPirqs(kernel.irqs, GUEST)[0]?.pirq : value;
    expect(reply).toEqual({ err, value: expected });
    expect(fixture.data).toMatchObject({
      enableIntx: enableIntx === 1,
      isrOn: isrOn === 1,
      ackIntr: ackIntr === 1,
    });
    expect(recording.of(Ev.Notify)).toEqual([[GUEST, 1, 0, 0, 0]]);
    expect(recording.of(Ev.Eoi).map(([domid, spurious]) => [domid, spurious])).toEqual([[GUEST, 0]]);
    expect(fixture.takeEvent()).toBe(true);
    expect(page.read32(abi.SH_FLAGS)).toBe(0);
    expect(recording.of(Ev.Warn)).toEqual([]);
    expect(recording.of(Ev.LockFault)).toEqual([]);
    expect(world.scheduler.tasks).toEqual([]);
  });

  it('after step 13 the guest has a pirq per vector, and its other entries as it sent them', () => {
    const pirqs = mappedPirqs(kernel.irqs, GUEST).map(({ pirq }) => pirq);
    expect(pirqs).toHaveLength(3);
    expect([0, 1, 2].map((i) => fixture.vector(i))).toEqual(pirqs);
    expect(fixture.vector(3)).toBe(0x4444);
    const indices = [0, 1, 2, 3].map((i) => page.read16(abi.SH_OP + abi.OP_MSIX_ENTRIES + 4 * i + 2));
    expect(indices).toEqual([0, 1, 2, 0x33]);
  });
});

describe('A.10, step 13: a host that has no vector for the third entry', () => {
  it('leaves the guest’s own vector there', () => {
    const fixture = new ConnectedFixture();
    vi.spyOn(fixture.kernel.irqs, 'pirqOf').mockImplementation((irq) => irq + 1000);
    vi.spyOn(fixture.kernel.pci, 'enableMsix').mockImplementation((_dev, entries: MsixEntry[]) => {
      for (const [i, vector] of [300, 301, 0].entries()) (entries[i] as MsixEntry).vector = vector;
      return 0;
    });
    expect(fixture.perform(msix(3, threeEntries))).toEqual({ err: 0, value: 0 });
    expect([0, 1, 2, 3].map((i) => fixture.vector(i))).toEqual([1300, 1301, 0xffff, 0x4444]);
  });
});

describe('A.7: enable_msix on the whole stack', () => {
  const two = [
    [0, 0xffff],
    [1, 0xffff],
  ] as const;
  const twice = [
    [0, 0xffff],
    [0, 0xffff],
  ] as const;

  it.each<[string, Posted, number, number, (fixture: ConnectedFixture) => void, number?]>([
    ['value 129', msix(129), -22, 129, () => {}],
    ['MSI-X on', msix(2, two), -114, 2, (fixture) => void fixture.perform(msix(1, two))],
    ['MSI on', msix(2, two), -6, 2, (fixture) => void fixture.perform({ cmd: abi.XEN_PCI_OP_enable_msi })],
    ['hardware MEMORY clear', msix(2, two), -6, 2, (fixture) => fixture.dev.fn.write(4, 2, 0)],
    ['value 0', msix(0), -22, 0xffffffea, () => {}],
    ['table of one entry', msix(2, two), -28, 0xffffffe4, () => {}, 1],
    ['indices 0, 0', msix(2, twice), -22, 0xffffffea, () => {}],
    ['indices 0, 1', msix(2, two), 0, 0, () => {}],
  ])('%s', (_name, request, err, value, prepare, msixEntries = 8) => {
    const fixture = new ConnectedFixture({ functions: [{ msixEntries }] });
    prepare(fixture);
    fixture.page.bytes.fill(0xa5, abi.SH_OP + abi.OP_MSIX_ENTRIES, abi.SH_AER);
    expect(fixture.perform(request)).toEqual({ err, value });
    const pirqs = err === 0 ? mappedPirqs(fixture.kernel.irqs, GUEST).map(({ pirq }) => pirq) : [];
    const sent = (request.entries ?? []).map(([, vector]) => vector);
    expect(sent.map((_, i) => fixture.vector(i))).toEqual(err === 0 ? pirqs : sent);
    expect(fixture.vector(2)).toBe(0xa5a5);
  });
});

describe('the whole way of a request', () => {
  it('EVT-21: one posted between the two flags of its predecessor is served in the same run', () => {
    const fixture = new ConnectedFixture();
    let posted = 0;
    fixture.world.ports.points = {
      armed: 0xff,
      reach: (kind) => {
        if (kind === 2 && posted++ === 0) fixture.post({ cmd: abi.XEN_PCI_OP_conf_read, size: 2 });
      },
    };
    fixture.perform({ cmd: 99 });
    expect(fixture.reply()).toEqual({ err: 0, value: 0x8086 });
    expect(fixture.recording.of(Ev.WorkStart)).toHaveLength(1);
    expect(fixture.recording.of(Ev.Eoi)).toHaveLength(1);
  });

  it('the helper keeps a shared line alive while the guest has decode on', () => {
    const fixture = new ConnectedFixture();
    const { irqs } = fixture.kernel;
    fixture.perform(command(2));
    for (let i = 0; i < 500; i++) irqs.raise(LEGACY_IRQ, false);
    expect(fixture.recording.of(Ev.LineShut)).toEqual([]);
    fixture.perform({ cmd: abi.XEN_PCI_OP_enable_msi });
    fixture.perform({ cmd: abi.XEN_PCI_OP_disable_msi });
    expect(irqs.raise(LEGACY_IRQ, false)).toBe(true);
  });
});
