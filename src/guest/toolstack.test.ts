import { describe, expect, it } from 'vitest';
import { DOM0, World } from '../platform/world.ts';
import { Toolstack } from './toolstack.ts';

function made(...devices: string[]) {
  const world = new World();
  const toolstack = new Toolstack(world);
  toolstack.create(1, devices);
  const backend = toolstack.backendDirectory(1);
  const read = (name: string) => world.xenstore.read(DOM0, `${backend}/${name}`);
  const names = () => (world.xenstore.list(DOM0, backend) ?? []).sort();
  return { world, toolstack, read, names };
}

describe('the toolstack', () => {
  it("XB-64, XB-66: builds both directories; the guest reads the backend's and owns its own", () => {
    const { world, toolstack, read } = made('0000:03:00.0');
    expect(['frontend-id', 'online', 'num_devs', 'dev-0', 'key-0', 'state-0', 'state'].map(read)).toEqual([
      '1',
      '1',
      '1',
      '0000:03:00.0',
      '0000:03:00.0',
      '1',
      '1',
    ]);
    expect(read('opts-0')).toBe('msitranslate=0,power_mgmt=0,permissive=0,rdm_policy=strict');
    const { xenstore } = world;
    expect(xenstore.read(1, `${toolstack.backendDirectory(1)}/dev-0`)).toBe('0000:03:00.0');
    expect(xenstore.write(1, `${toolstack.backendDirectory(1)}/dev-0`, 'x')).toBeLessThan(0);
    expect(xenstore.write(1, `${toolstack.frontendDirectory(1)}/state`, '3')).toBe(0);
    expect(xenstore.read(2, `${toolstack.backendDirectory(1)}/dev-0`)).toBeNull();
  });

  it('XB-64: adds a device behind the others and asks for a reconfiguration', () => {
    const { toolstack, read } = made('0000:03:00.0');
    toolstack.add(1, '0000:04:00.0');
    expect(['num_devs', 'dev-1', 'state-1', 'state'].map(read)).toEqual(['2', '0000:04:00.0', '1', '7']);
  });

  it('XB-64: the first device needs none', () => {
    const { toolstack, read } = made();
    toolstack.add(1, '0000:04:00.0');
    expect(['num_devs', 'dev-0', 'state'].map(read)).toEqual(['1', '0000:04:00.0', '1']);
  });

  it('XB-65: marks a device, then deletes its keys and moves the others down', () => {
    const { toolstack, read, names } = made('0000:03:00.0', '0000:04:00.0', '0000:05:00.0');
    toolstack.remove(1, '0000:04:00.0');
    expect(['state-0', 'state-1', 'state-2', 'state'].map(read)).toEqual(['1', '5', '1', '7']);
    toolstack.reap(1);
    expect(['num_devs', 'dev-0', 'dev-1', 'dev-2', 'state-1'].map(read)).toEqual([
      '2',
      '0000:03:00.0',
      '0000:05:00.0',
      null,
      '1',
    ]);
    expect(names().filter((name) => name.endsWith('-2'))).toEqual([]);
  });

  it('XB-51, XB-55: takes online away, or everything', () => {
    const { toolstack, read, names } = made('0000:03:00.0');
    toolstack.offline(1);
    expect(read('online')).toBe('0');
    toolstack.destroy(1);
    expect(names()).toEqual([]);
  });

  it('leaves alone what it does not know', () => {
    const { toolstack, read } = made('0000:03:00.0');
    toolstack.remove(1, '0000:1f:00.0');
    expect(['state-0', 'state'].map(read)).toEqual(['1', '1']);
  });
});
