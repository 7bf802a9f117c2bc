import { expect, it } from 'vitest';
import { writableMap } from '../../campaign/writable-map.ts';
import { makeProfile } from '../../changes/profiles.ts';
import type { LibraryDevice } from '../../executor/device-library.ts';
import { corpusDevices } from '../testing/run.ts';
import { configMap } from './config-map.ts';

const library = corpusDevices();
const named = (name: string): LibraryDevice => {
  const device = library.get(name);
  if (device === undefined) throw new Error(name);
  return device;
};
const made = makeProfile('linux-6.1');
if ('problem' in made) throw new Error('no profile');
const probe = (device: LibraryDevice) => writableMap(device, made.profile);
const nothing = () => ({ default: new Uint8Array(256), permissive: null, interruptControl: null });

it('asks the backend of each device', () => {
  const { devices } = configMap('linux-6.1', [named('e1000e')], probe);
  const command = devices[0]?.registers.find(({ name }) => name === 'COMMAND');
  expect(command?.masks.permissive).not.toBe(0);
  expect(devices[0]?.problem).toBeNull();
});

it('keeps what is wrong with one device to that device, and shows it last', () => {
  const broken = (device: LibraryDevice) => {
    if (device.name === 'e1000') throw new RangeError('its dump is broken');
    return nothing();
  };
  const { devices } = configMap('linux-6.1', [named('e1000'), named('e1000e')], broken);
  expect(devices.map(({ name, problem }) => [name, problem])).toEqual([
    ['e1000e', null],
    ['e1000', 'its dump is broken'],
  ]);
});

it('says of a device that the driver does not take that no guest can have it', () => {
  const bridge = library.names().find((name) => name.startsWith('pci-bridge')) ?? '';
  const refused = () => ({ default: null, permissive: null, interruptControl: null });
  const { devices } = configMap('linux-6.1', [named(bridge)], refused);
  expect(devices[0]?.problem).toContain('no guest can have it');
});

it('shows twelve, one of each dump first, and names the rest', () => {
  const all = library.names().map(named);
  const { devices, leftOut } = configMap('linux-6.1', all, nothing);
  expect(devices).toHaveLength(12);
  expect(devices.filter(({ name }) => name.startsWith('ich9-usb'))).toHaveLength(1);
  expect(new Set([...devices.map(({ name }) => name), ...leftOut])).toEqual(new Set(library.names()));
});
