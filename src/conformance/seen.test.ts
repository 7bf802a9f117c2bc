import { describe, expect, it } from 'vitest';
import { shippedDevices } from '../campaign/device-files.ts';
import { makeProfile } from '../changes/profiles.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import type { Action, Setup } from '../program/program.ts';
import { read, write } from './actions.ts';
import { Seen } from './seen.ts';

const made = makeProfile('linux-6.1');
if ('problem' in made) throw new Error('no profile');
const executor = new ModelExecutor(shippedDevices(), made.profile);
const ran = (actions: readonly Action[], setup: Partial<Setup> = {}): Seen =>
  new Seen(
    executor.run(
      {
        setup: {
          topology: 'vpci',
          guests: 1,
          devices: [{ name: 'e1000e', guest: 0 }],
          start: 'connected',
          ...setup,
        },
        actions,
      },
      'full',
    ),
  );

describe('Seen', () => {
  it('tells replies, of all actions or of one', () => {
    const seen = ran([read(0), read(0, 3), write(4, 2, 7)]);
    expect(seen.replies()).toEqual([
      [0, 0x10d38086],
      [-2, 0],
      [0, 7],
    ]);
    expect(seen.replies(1)).toEqual([[-2, 0]]);
    expect(seen.replies(9)).toEqual([]);
    expect(seen.requests(2).map(({ action }) => action)).toEqual([2]);
  });

  it('narrows records to an action, the last one to the end', () => {
    const seen = ran([read(0), read(0), read(0)]);
    expect(seen.count('WorkStart')).toBe(3);
    for (const action of [0, 1, 2]) expect(seen.count('WorkStart', {}, action)).toBe(1);
    expect(seen.count('WorkStart', {}, 3)).toBe(0);
    expect(seen.count('WorkStart', { a: 1 })).toBe(3);
    expect(seen.count('WorkStart', { a: 2 })).toBe(0);
  });

  it('tells records in their order, of the kinds asked for', () => {
    const seen = ran([read(0)]);
    expect(seen.order(['WorkStart', 'Notify', 'WorkEnd'])).toEqual(['WorkStart', 'Notify', 'WorkEnd']);
    expect(seen.order(['WorkEnd', 'WorkStart'], 1)).toEqual([]);
    expect(seen.inOrder(['Notify'], 0)).toMatchObject([['Notify', { a: 1, b: 1 }]]);
  });

  it('tells accesses of the page and changes of its flags', () => {
    const seen = ran([read(0, 3)]);
    expect(seen.stores()).toEqual([
      [8, 0xfffffffe],
      [32, 0],
    ]);
    expect(seen.fetches().length).toBeGreaterThan(0);
    expect(seen.flagChanges()).toEqual([[0, 2]]);
    expect(seen.eois()).toEqual([[0, 0]]);
  });

  it('keeps devices apart, of one name too', () => {
    const devices = [
      { name: 'e1000e', guest: 0 },
      { name: 'edu', guest: 0 },
      { name: 'e1000e', guest: 0 },
    ];
    const seen = ran([write(0x0c, 1, 8, { device: 2 })], { devices });
    expect(new Set([0, 1, 2].map((device) => seen.functionIndex(device))).size).toBe(3);
    expect(seen.address(0)).toBe('0000:01:00.0');
    expect(seen.address(2)).toBe('0000:11:00.0');
    expect(seen.configWrites(0, 0)).toEqual([]);
    expect(seen.configWrites(0, 2)).toMatchObject([[0x0c, expect.any(Number), 8]]);
    expect(seen.functionIndex(3)).toBe(-1);
    expect(seen.address(3)).toBe('');
  });

  it('tells what is written to xenstore, and states', () => {
    const says = (value: string): Action => ({ do: 'node', name: 'state', value });
    const seen = ran([says('5'), { do: 'node', name: 'magic', remove: true }]);
    expect(seen.dom0Writes()).toEqual(['state=5']);
    expect(seen.states()).toEqual([5]);
    expect(seen.nodes('state')).toEqual(['5', '5']);
    expect(seen.nodes('magic', 1)).toEqual([null]);
    const removed = ran([{ do: 'backendNode', name: 'online', remove: true }]);
    expect(removed.dom0Writes()).toEqual(['online']);
  });

  it('tells log lines and warnings', () => {
    const seen = ran([write(8, 4, 1), write(8, 4, 1)]);
    expect(seen.logs()).toHaveLength(1);
    expect(seen.logs(1)).toEqual([]);
    expect(seen.warns()).toEqual([]);
  });

  it('tells complaints from notes of daily work', () => {
    const seen = ran([{ do: 'unbind' }, { do: 'bind' }]);
    expect(seen.logs(1)).toHaveLength(1);
    expect(seen.complaints(1)).toEqual([]);
    expect(seen.complaints(0)).toEqual(seen.logs(0));
    expect(seen.complaints(0)).toHaveLength(4);
  });

  it('tells what device and connection are at the end', () => {
    const seen = ran([write(4, 2, 7)]);
    expect(seen.device()).toMatchObject({ inUse: true, command: 7, enableCount: 1 });
    expect(seen.connection()).toMatchObject({ domid: 1, backendState: 4, mapped: true });
    expect(seen.connection(1)).toBeUndefined();
    expect(ran([{ do: 'unbind' }]).device()).toBeUndefined();
  });
});
