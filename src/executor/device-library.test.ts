import { describe, expect, it } from 'vitest';
import { pciName } from '../abi/pci-regs.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import { sampleConventional, sampleEndpoint } from '../platform/pci/testing/sample-functions.ts';
import { DeviceLibrary, placeDevices } from './device-library.ts';

const library = new DeviceLibrary(
  ['first', 'second', 'third'].map((name) => ({
    name,
    description: { ...sampleEndpoint(), source: name },
    companions: [],
  })),
);
const shipped = shippedDevices();
/** `name address` of each function, `-` for one that comes along. */
const places = (from: DeviceLibrary, ...names: string[]): string[] =>
  placeDevices(
    from,
    names.map((name) => ({ name })),
  ).map(
    ({ device, description: { domain, bus, devfn } }) =>
      `${device < 0 ? '-' : device} ${pciName(domain, bus, devfn)}`,
  );

describe('the library', () => {
  it('lists names in one order, whatever order the devices came in', () => {
    const device = (name: string) => ({ name, description: sampleConventional(), companions: [] });
    const forth = new DeviceLibrary(['a', 'b', 'c'].map(device));
    const back = new DeviceLibrary(['c', 'b', 'a'].map(device));
    expect(back.names()).toEqual(forth.names());
  });

  it('knows only what it was given', () => {
    expect(library.get('first')?.name).toBe('first');
    expect(library.get('fourth')).toBeUndefined();
  });
});

describe('placing devices', () => {
  it('leaves a device where its dump has it', () => {
    expect(places(library, 'first')).toEqual(['0 0000:03:00.0']);
    expect(places(shipped, 'e1000e', 'edu', 'xhci')).toEqual([
      '0 0000:01:00.0',
      '1 0000:00:02.0',
      '2 0000:03:00.0',
    ]);
  });

  it('moves a device of another machine out of the way, always to the same place', () => {
    expect(places(library, 'first', 'second', 'third')).toEqual([
      '0 0000:03:00.0',
      '1 0000:13:00.0',
      '2 0000:23:00.0',
    ]);
    expect(places(library, 'first', 'second', 'third')).toEqual(places(library, 'first', 'second', 'third'));
  });

  it('takes the physical function along with a virtual one, once', () => {
    expect(places(shipped, 'nvme-sriov#02:00.2')).toEqual(['0 0000:02:00.2', '- 0000:02:00.0']);
    expect(places(shipped, 'nvme-sriov#02:00.2', 'nvme-sriov#02:00.3')).toEqual([
      '0 0000:02:00.2',
      '- 0000:02:00.0',
      '1 0000:02:00.3',
    ]);
  });

  it('makes a function that came along a device when it is named as well', () => {
    expect(places(shipped, 'nvme-sriov#02:00.2', 'nvme-sriov#02:00.0')).toEqual([
      '0 0000:02:00.2',
      '1 0000:02:00.0',
    ]);
    expect(places(shipped, 'nvme-sriov#02:00.0', 'nvme-sriov#02:00.2')).toEqual([
      '0 0000:02:00.0',
      '1 0000:02:00.2',
    ]);
  });

  it('keeps a virtual function and its physical one together when they move', () => {
    const vf = shipped.get('nvme-sriov#02:00.2');
    if (vf === undefined) throw new Error('no virtual function is shipped');
    const foreign = new DeviceLibrary([
      vf,
      {
        name: 'squatter',
        description: { ...sampleEndpoint({ bus: 2 }), source: 'elsewhere' },
        companions: [],
      },
    ]);
    expect(places(foreign, 'squatter', 'nvme-sriov#02:00.2')).toEqual([
      '0 0000:02:00.0',
      '1 0000:12:00.2',
      '- 0000:12:00.0',
    ]);
    const placed = placeDevices(foreign, [{ name: 'squatter' }, { name: 'nvme-sriov#02:00.2' }]);
    expect(placed[1]?.description.physfnAddress).toMatchObject({ bus: 0x12, devfn: 0 });
  });

  it('says which device it does not know', () => {
    expect(() => placeDevices(library, [{ name: 'fourth' }])).toThrow(
      new RangeError("there is no device 'fourth'"),
    );
  });

  it('places the same device twice as two devices', () => {
    expect(places(library, 'first', 'first')).toEqual(['0 0000:03:00.0', '1 0000:13:00.0']);
  });
});
