import { describe, expect, it } from 'vitest';
import { Rig } from './testing/rig.ts';

describe('reconfigure (A.11)', () => {
  it('adds a device when the frontend has followed, and not before (XB-41..43, XB-48)', () => {
    const rig = new Rig();
    rig.connect(7, { devices: ['0000:03:00.0', '0000:04:00.0'] });
    expect(rig.writes(7, () => rig.tools.attach(7, 2, '0000:05:00.0'))).toEqual([]);
    expect(rig.state(7)).toBe('Reconfiguring');
    const writes = rig.writes(7, () => rig.frontendState(7, 7));
    expect(writes).toEqual(['vdev-2=0000:00:02.00', 'state-2=3', 'state=8']);
    expect(rig.writes(7, () => rig.frontendState(7, 4))).toEqual(['state=4']);
    expect(rig.assigned('05:00.0')).toBe(true);
  });

  it('takes a device away and writes no key for it (XB-44, XB-45)', () => {
    const rig = new Rig();
    rig.connect(7, { devices: ['0000:03:00.0', '0000:04:00.0'] });
    rig.writes(7, () => rig.tools.detach(7, 1));
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual(['state=8']);
    expect(rig.assigned('04:00.0')).toBe(false);
    expect(rig.dev('04:00.0').ownerDomid).toBe(-1);
    expect(rig.tools.keys(7)).toMatchObject({ 'state-1': '5', 'vdev-1': '0000:00:01.00' });
  });

  it('stops at a stale entry and stays in Reconfiguring, whatever the frontend does (XB-44, XB-46, XB-57)', () => {
    const rig = new Rig();
    rig.connect(7, { devices: ['0000:03:00.0', '0000:04:00.0'] });
    rig.tools.detach(7, 1);
    rig.writes(7, () => rig.frontendState(7, 7));
    rig.writes(7, () => rig.frontendState(7, 4));
    rig.writes(7, () => rig.tools.attach(7, 2, '0000:05:00.0'));
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual([]);
    expect(rig.state(7)).toBe('Reconfiguring');
    expect(rig.assigned('05:00.0')).toBe(false);
    expect(rig.error(7)).toBeNull();
    expect(rig.writes(7, () => rig.frontendState(7, 4))).toEqual([]);
    expect(rig.state(7)).toBe('Reconfiguring');
  });

  it('skips the stale entry where a change says so (XB-44)', () => {
    const rig = new Rig({ seams: { skipsUnknownUnplug: () => true } });
    rig.connect(7, { devices: ['0000:03:00.0', '0000:04:00.0'] });
    rig.tools.detach(7, 1);
    rig.writes(7, () => rig.frontendState(7, 7));
    rig.writes(7, () => rig.frontendState(7, 4));
    rig.writes(7, () => rig.tools.attach(7, 2, '0000:05:00.0'));
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual([
      'vdev-2=0000:00:01.00',
      'state-2=3',
      'state=8',
    ]);
  });

  it.each([
    [null, 2],
    ['', 34],
    ['0000:00:01', 22],
  ])('fails on vdev-1 %j with %i, still mapped and bound (XB-44)', (value, errno) => {
    const rig = new Rig();
    rig.connect(7, { devices: ['0000:03:00.0', '0000:04:00.0'] });
    const key = `${rig.tools.backend(7)}/vdev-1`;
    if (value === null) rig.tools.remove(key);
    else rig.tools.write(key, value);
    rig.writes(7, () => rig.tools.detach(7, 1));
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual([`error=${errno}`, 'state=5']);
    expect(rig.mapped(7)).toBe(1);
    expect(rig.assigned('04:00.0')).toBe(true);
  });

  it('reads the address to unplug in the virtual topology, where slots wrap (XB-44, PT-08)', () => {
    const rig = new Rig();
    rig.connect(7);
    rig.tools.write(`${rig.tools.backend(7)}/vdev-0`, '0000:00:20.8');
    rig.writes(7, () => rig.tools.detach(7, 0));
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual(['state=8']);
    expect(rig.assigned('03:00.0')).toBe(false);
  });

  it('acts on 1 and 5 only; an unreadable state-N counts as 0 (XB-42, A.6)', () => {
    const rig = new Rig();
    rig.connect(7, { devices: ['0000:03:00.0', '0000:04:00.0'] });
    const dir = rig.tools.backend(7);
    for (const [i, value] of ['-1', 'x', '2', '4'].entries()) rig.tools.write(`${dir}/state-${i}`, value);
    rig.tools.attach(7, 4, '0000:05:00.0');
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual([
      'vdev-4=0000:00:02.00',
      'state-4=3',
      'state=8',
    ]);
  });

  it('ends at a device that cannot be exported (XB-47)', () => {
    const rig = new Rig();
    rig.connect(7);
    rig.tools.attach(7, 1, '0000:0e:00.0');
    rig.tools.attach(7, 2, '0000:05:00.0');
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual(['error=22', 'state=5']);
    expect(rig.assigned('05:00.0')).toBe(false);
  });

  it('publishes the roots of a device before its state-N (XB-43)', () => {
    const rig = new Rig({ parameters: { passthrough: true } });
    rig.connect(7);
    rig.tools.attach(7, 1, '0000:05:00.0');
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual([
      'vdev-1=0000:05:00.00',
      'root-1=0000:05',
      'root_num=2',
      'state-1=3',
      'state=8',
    ]);
  });

  it('does nothing when the toolstack did not ask (XB-40)', () => {
    const rig = new Rig();
    rig.connect(7);
    rig.tools.attach(7, 1, '0000:05:00.0', false);
    expect(rig.writes(7, () => rig.frontendState(7, 7))).toEqual([]);
    expect(rig.assigned('05:00.0')).toBe(false);
  });

  it('adds late devices while the frontend is not connected, without a change of state (XB-48, XB-49)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    const writes = rig.writes(7, () => rig.tools.attach(7, 1, '0000:04:00.0', false));
    expect(writes).toEqual(['vdev-1=0000:00:01.00', 'state-1=3']);
    expect(rig.state(7)).toBe('Initialised');
  });

  it('misses late devices where a change closes that gate (B15)', () => {
    const rig = new Rig({ seams: { watchReconfigures: () => false } });
    rig.writes(7, () => rig.create(7));
    expect(rig.writes(7, () => rig.tools.attach(7, 1, '0000:04:00.0', false))).toEqual([]);
  });

  it('can be used again after a clean removal by the toolstack (XB-65)', () => {
    const rig = new Rig();
    rig.connect(7, { devices: ['0000:03:00.0', '0000:04:00.0'] });
    rig.tools.detach(7, 1);
    rig.writes(7, () => rig.frontendState(7, 7));
    rig.writes(7, () => rig.frontendState(7, 4));
    rig.tools.cleanUp(7, 1);
    rig.tools.attach(7, 1, '0000:04:00.0');
    const writes = rig.writes(7, () => rig.frontendState(7, 7));
    expect(writes).toEqual(['vdev-1=0000:00:01.00', 'state-1=3', 'state=8']);
  });
});
