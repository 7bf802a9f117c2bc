import { describe, expect, it } from 'vitest';
import { AER_BUS, AER_CMD, AER_DEVFN, AER_DOMAIN, AER_ERR, SH_AER, XEN_PCIB_active } from '../abi/pciif.ts';
import { DOM0 } from '../platform/world.ts';
import { serviceAer } from './aer.ts';
import { stack } from './testing/bench.ts';

/** What the guest answers to a command about a device at `devfn`. */
function answer(cmd: number, devfn = 0): number {
  const { frontend } = stack(['nic']);
  const { page } = frontend;
  for (const [at, value] of [
    [AER_CMD, cmd],
    [AER_ERR, 2],
    [AER_DOMAIN, 0],
    [AER_BUS, 0],
    [AER_DEVFN, devfn],
  ] as const) {
    page.write32(SH_AER + at, value);
  }
  frontend.raiseFlag(XEN_PCIB_active);
  serviceAer(frontend);
  return page.read32(SH_AER + AER_ERR);
}

describe('serving AER', () => {
  it("FE-21: the result of the device's driver", () => {
    expect([6, 8, 9].map((cmd) => answer(cmd))).toEqual([2, 5, 5]);
  });

  it('FE-21: NONE for resume, an unknown command, an unknown device', () => {
    expect([answer(7), answer(42), answer(6, 0x48)]).toEqual([1, 1, 1]);
  });

  it('FE-20: the result is there before the flag goes, and then the event is sent', () => {
    const { bed, frontend } = stack(['nic']);
    const { page } = frontend;
    frontend.raiseFlag(XEN_PCIB_active);
    page.write32(SH_AER + AER_CMD, 6);
    const order: string[] = [];
    const write = page.write32.bind(page);
    page.write32 = (offset, value) => {
      order.push(offset === SH_AER + AER_ERR ? 'result' : 'flag');
      write(offset, value);
    };
    const { channels } = bed.world;
    const send = channels.send.bind(channels);
    channels.send = (domid, port) => {
      order.push(domid === DOM0 ? 'event to the guest' : 'event');
      return send(domid, port);
    };
    serviceAer(frontend);
    expect(order.slice(0, 3)).toEqual(['result', 'flag', 'event']);
  });

  it('FE-20: looks again afterwards, so that a recovery goes through', () => {
    const { bed, frontend } = stack(['nic']);
    const dev = bed.device(0);
    if (dev === undefined) throw new Error('no device');
    bed.spawn('aer', 'aer', () => bed.recover(dev, 'recover', 1));
    bed.machine.settle();
    expect(frontend.flags() & XEN_PCIB_active).toBe(XEN_PCIB_active);
    frontend.serviceAer(bed.machine);
    expect(frontend.flags() & XEN_PCIB_active).toBe(0);
    expect(bed.world.scheduler.tasks).toEqual([]);
  });

  it('does nothing where nothing is posted', () => {
    const { bed, frontend } = stack(['nic']);
    const before = frontend.page.bytes.slice();
    frontend.serviceAer(bed.machine);
    expect(frontend.page.bytes).toEqual(before);
  });
});
