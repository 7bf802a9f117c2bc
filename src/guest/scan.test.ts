import { describe, expect, it } from 'vitest';
import { PCI_CAP_ID_MSI, PCI_CAP_ID_MSIX } from '../abi/pci-regs.ts';
import type { Reply, RequestFields } from './request.ts';
import { ConfigPort, enableDevice, scanBus } from './scan.ts';
import { library, stack } from './testing/bench.ts';

/** A guest that notes its requests, with a reply of its own for some of them. */
function watched(
  names: readonly string[],
  answer: (request: RequestFields) => Reply | undefined = () => undefined,
) {
  const { bed, frontend } = stack(names);
  const requests: RequestFields[] = [];
  const doOp = frontend.doOp.bind(frontend);
  frontend.doOp = (request, machine) => {
    requests.push(request);
    return answer(request) ?? doOp(request, machine);
  };
  return { bed, frontend, requests, port: new ConfigPort(frontend, bed.machine, 0, 0, 0) };
}

describe('FE-10 to FE-12: reading and writing', () => {
  it('a value is cut to the width that was asked for', () => {
    const { port } = watched(['nic']);
    expect([port.read(0, 4), port.read(0, 2), port.read(0, 1), port.read(2, 2)]).toEqual([
      0x10c98086, 0x8086, 0x86, 0x10c9,
    ]);
  });

  it('an error reads as all-ones of the width, but for -ENODEV, which reads as 0', () => {
    const failing = (err: number) => watched(['nic'], () => ({ err, value: 0x1234 })).port;
    expect([4, 2, 1].map((size) => failing(-1).read(0, size))).toEqual([0xffffffff, 0xffff, 0xff]);
    expect(failing(0x86).read(0, 2)).toBe(0xffff);
    expect(failing(-19).read(0, 4)).toBe(0);
  });

  it.each([
    [0, 0],
    [-1, 0x86],
    [-2, 0x87],
    [-5, 0x87],
    [-4, 0x81],
    [-3, 0x88],
    [-22, -22],
    [0x83, 0x83],
  ])('err %i is %i to the PCI core', (err, code) => {
    expect(watched(['nic'], () => ({ err, value: 0 })).port.write(0, 4, 0)).toBe(code);
  });
});

describe('FE-26: which devices there are', () => {
  it('all 256 functions are probed with a dword read at 0', () => {
    const { bed, frontend, requests } = watched(['nic']);
    scanBus(frontend, bed.machine, 0, 0, frontend.devices);
    expect(requests.map(({ devfn }) => devfn)).toEqual(Array.from({ length: 255 }, (_, i) => i + 1));
    expect(requests.every(({ cmd, offset, size }) => cmd === 0 && offset === 0 && size === 4)).toBe(true);
  });

  it('every function of a device is found (VPCI-02)', () => {
    const { frontend } = stack([
      'nic',
      'multifunction#0c:05.0',
      'multifunction#0c:05.1',
      'multifunction#0c:05.2',
    ]);
    expect(frontend.devices.map(({ name }) => name)).toEqual([
      '0000:00:00.00',
      '0000:00:01.00',
      '0000:00:01.01',
      '0000:00:01.02',
    ]);
  });

  it.each([0xffffffff, 0, 0xffff, 0xffff0000])('ids of %i are no device', (value) => {
    const { bed, frontend } = watched([], ({ devfn }) => ({
      err: 0,
      value: devfn === 8 ? 0x12345678 : value,
    }));
    expect(scanBus(frontend, bed.machine, 0, 0).map(({ devfn }) => devfn)).toEqual([8]);
  });
});

describe('FE-28: what a device is', () => {
  it.each([
    'e1000e',
    'edu',
    'ivshmem',
    'lsi53c895a',
    'megasas',
    'nvme-sriov#02:00.0',
    'pcnet',
    'rtl8139',
    'virtio-blk',
    'virtio-net',
    'xhci',
  ])('%s: the sizes of its BARs come out as the dump has them', (name) => {
    const { frontend } = stack([name]);
    const regions =
      library.get(name)?.description.regions.filter(({ index, size }) => index <= 6 && size > 0) ?? [];
    const expected = regions.map(({ index, size }) => [index === 6 ? 0x30 : 0x10 + 4 * index, size]);
    expect([...(frontend.devices[0]?.barSizes ?? [])].sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(0);
  });

  it('sizing leaves every register as it was, and decode as the guest sees it', () => {
    const { bed, frontend, port } = watched(['nic']);
    const registers = [0x04, 0x10, 0x14, 0x18, 0x30];
    const before = registers.map((register) => port.read(register, 4));
    const config = bed.deviceFunction(0)?.config.slice();
    frontend.forgetDevices();
    frontend.connect(bed.machine);
    expect(registers.map((register) => port.read(register, 4))).toEqual(before);
    expect(bed.deviceFunction(0)?.config).toEqual(config);
  });

  it('decode is off while BARs are sized, if it was on', () => {
    const { bed, frontend, requests } = watched(['nic']);
    frontend.forgetDevices();
    frontend.connect(bed.machine);
    const writes = requests
      .filter(({ cmd, devfn }) => cmd === 1 && devfn === 0)
      .map(({ offset, value }) => `${offset?.toString(16)}=${value?.toString(16)}`);
    expect(writes[0]).toBe('4=0');
    expect(writes.at(-1)).toMatch(/^4=[37]$/);
    expect(writes).toContain('10=ffffffff');
    expect(writes).toContain('30=fffff800');
  });

  it('small and large 64-bit BARs are sized exactly', () => {
    const sized = (lower: number, upper: number): number | undefined => {
      const values = new Map<number, number>([
        [0, 0x10c98086],
        [0x10, 0xc],
        [0x14, 0],
      ]);
      const sizing = new Map([
        [0x10, lower],
        [0x14, upper],
      ]);
      const { bed, frontend } = watched([], ({ cmd, devfn, offset = 0, value = 0 }) => {
        if (devfn !== 0) return { err: 0, value: 0xffffffff };
        if (cmd === 1 && sizing.has(offset))
          values.set(offset, value === 0xffffffff ? (sizing.get(offset) as number) : value);
        return { err: 0, value: values.get(offset) ?? 0 };
      });
      return scanBus(frontend, bed.machine, 0, 0)[0]?.barSizes.get(0x10);
    };
    expect(sized(0xffffff0c, 0xffffffff)).toBe(0x100);
    expect(sized(0xf000000c, 0xffffffff)).toBe(0x10000000);
    expect(sized(0x0000000c, 0xfffffff0)).toBe(2 ** 36);
  });

  it('capabilities are found, and a list that runs in circles ends', () => {
    const { frontend } = stack(['nic']);
    expect(frontend.devices[0]?.capabilities.get(PCI_CAP_ID_MSI)).toBe(0x50);
    expect(frontend.devices[0]?.capabilities.get(PCI_CAP_ID_MSIX)).toBe(0x70);
    const bytes = new Map([
      [0, 0x10c98086],
      [6, 0x10],
      [0x34, 0x40],
      [0x40, 0x5005],
      [0x50, 0x4001],
    ]);
    const { bed, frontend: circling } = watched([], ({ cmd, devfn, offset = 0 }) =>
      devfn === 0 && cmd === 0 ? { err: 0, value: bytes.get(offset) ?? 0 } : { err: 0, value: 0xffffffff },
    );
    expect([...(scanBus(circling, bed.machine, 0, 0)[0]?.capabilities ?? [])]).toEqual([
      [5, 0x40],
      [1, 0x50],
    ]);
  });

  it('ids, class, header type, pin and line are read', () => {
    const { frontend } = stack(['nic']);
    expect(frontend.devices[0]).toMatchObject({
      name: '0000:00:00.00',
      vendorId: 0x8086,
      deviceId: 0x10c9,
      classCode: 0x020000,
      headerType: 0,
      interruptPin: 1,
      interruptLine: 11,
    });
  });
});

describe('FE-19: enabling', () => {
  it('turns decode and mastering on, and takes the line for GSI and pirq alike', () => {
    const { bed, port } = watched(['nic']);
    expect(enableDevice(port)).toEqual({ gsi: 11, pirq: 11, shareable: false });
    expect(port.read(4, 2) & 7).toBe(7);
    expect(bed.device(0)).toMatchObject({ enableCnt: 1, isBusmaster: true });
  });
});
