import { describe, expect, it } from 'vitest';
import {
  XEN_PCI_OP_aer_detected,
  XEN_PCI_OP_aer_slotreset,
  XEN_PCI_OP_conf_read,
  XEN_PCI_OP_conf_write,
  XEN_PCI_OP_disable_msix,
  XEN_PCI_OP_enable_msi,
} from '../../abi/pciif.ts';
import { dispatch } from './dispatch.ts';
import type { Request } from './request.ts';
import { Fixture } from './testing/fixture.ts';

describe('dispatch', () => {
  it('OPS-01: conf_read answers with err and value of the configuration space', () => {
    const fixture = new Fixture();
    expect(fixture.perform({ cmd: XEN_PCI_OP_conf_read, size: 4, value: 9 })).toEqual({
      err: 0,
      value: 0x10d38086,
    });
    expect(fixture.perform({ cmd: XEN_PCI_OP_conf_read, offset: 1, size: 2, value: 9 })).toEqual({
      err: -2,
      value: 0,
    });
  });

  it('ABI-06, ABI-07: a code of the host passes through as it is', () => {
    const fixture = new Fixture();
    const beyond = { cmd: XEN_PCI_OP_conf_read, offset: 0x1000, size: 4 };
    expect(fixture.perform(beyond)).toEqual({ err: -22, value: 0xffffffff });
    fixture.kernel.pci.readConfig = () => -5;
    const hostFailed = { cmd: XEN_PCI_OP_conf_read, offset: 0x08, size: 4 };
    expect(fixture.perform(hostFailed)).toEqual({ err: -5, value: 0xffffffff });
  });

  it('OPS-01: conf_write echoes the value', () => {
    const fixture = new Fixture();
    const write = { cmd: XEN_PCI_OP_conf_write, offset: 0x0c, size: 1, value: 0x110 };
    expect(fixture.perform(write)).toEqual({ err: 0, value: 0x110 });
    expect(fixture.dev.fn.read(0x0c, 1)).toBe(0x10);
  });

  it.each([XEN_PCI_OP_aer_detected, XEN_PCI_OP_aer_slotreset, 10, 99, 0xffffffff])(
    'OPS-02, ABI-14: command %i is not implemented',
    (cmd) => {
      expect(new Fixture().perform({ cmd, value: 0x55 })).toEqual({ err: -4, value: 0x55 });
    },
  );

  it('OPS-03: without MSI in the kernel commands 2 to 5 are not implemented, 0 and 1 are', () => {
    const fixture = new Fixture({ config: { msi: false } });
    for (let cmd = XEN_PCI_OP_enable_msi; cmd <= XEN_PCI_OP_disable_msix; cmd++) {
      expect(fixture.perform({ cmd, value: 0x55 })).toEqual({ err: -4, value: 0x55 });
    }
    expect(fixture.perform({ cmd: XEN_PCI_OP_conf_read, size: 2 }).err).toBe(0);
    expect(fixture.perform({ cmd: XEN_PCI_OP_conf_write, size: 2, offset: 8 }).err).toBe(0);
  });

  it('a selector that changes after the range test leaves the table', () => {
    const { connection, dev } = new Fixture();
    const selectors = [0, 4242];
    const request = {
      get cmd() {
        return selectors.shift();
      },
    } as unknown as Request;
    expect(() => dispatch(connection, dev, request)).toThrow(
      expect.objectContaining({ kind: 'out-of-bounds' }),
    );
  });
});
