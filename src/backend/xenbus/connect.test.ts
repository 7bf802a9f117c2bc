import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { INVALID_EVTCHN_IRQ } from '../connection.ts';
import { Rig } from './testing/rig.ts';

const setupWrites = [
  'state=2',
  'vdev-0=0000:00:00.00',
  'state-0=3',
  'vdev-1=0000:00:01.00',
  'state-1=3',
  'root-0=0000:00',
  'root_num=1',
  'state=3',
];

const two = { devices: ['0000:03:00.0', '0000:04:00.0'] };

describe('setup (A.11)', () => {
  it('exports every device, publishes the root, then Initialised (XB-03, XB-11..15, XB-33, XB-37)', () => {
    const rig = new Rig();
    expect(rig.writes(7, () => rig.create(7, two))).toEqual(setupWrites);
    expect(rig.assigned('03:00.0') && rig.assigned('04:00.0')).toBe(true);
    expect(rig.dev('03:00.0').ownerDomid).toBe(7);
    expect(rig.xdev(7)?.name).toBe('pci-7-0');
    expect(rig.error(7)).toBeNull();
  });

  it('goes straight to Connected when the frontend was ready first (XB-16)', () => {
    const rig = new Rig();
    rig.world.xenstore.setOwner('/local/domain/7', 7, [0]);
    const writes = rig.writes(7, () => {
      rig.create(7, { ...two, keys: { state: null } });
      rig.publish(7);
      rig.frontendState(7, 3);
      rig.tools.write(`${rig.tools.backend(7)}/state`, '1');
    });
    expect(writes).toEqual([...setupWrites, 'state=4']);
    expect(rig.mapped(7)).toBe(1);
  });

  it.each([
    ['0', []],
    ['-3', []],
    ['2x', ['vdev-0=0000:00:00.00', 'state-0=3', 'vdev-1=0000:00:01.00', 'state-1=3']],
    [' 1', ['vdev-0=0000:00:00.00', 'state-0=3']],
    ['4294967297', ['vdev-0=0000:00:00.00', 'state-0=3']],
    ['0x1', []],
  ])('takes num_devs %j (XB-12, XB-63)', (count, exported) => {
    const rig = new Rig();
    const writes = rig.writes(7, () => rig.create(7, { ...two, keys: { num_devs: count } }));
    expect(writes).toEqual(['state=2', ...exported, 'root-0=0000:00', 'root_num=1', 'state=3']);
  });

  it.each([
    [null, 2],
    ['abc', 34],
    ['', 34],
    ['+1', 34],
  ])('fails on num_devs %j with %i (XB-11)', (count, errno) => {
    const rig = new Rig();
    expect(rig.writes(7, () => rig.create(7, { keys: { num_devs: count } }))).toEqual([
      'state=2',
      `error=${errno}`,
      'state=5',
    ]);
    expect(rig.error(7)).toBe(`${errno} number of devices unreadable`);
  });

  it.each([
    ['0000:03:00', 22, 'device configuration with too few fields'],
    ['03:00.0', 22, 'device configuration with too few fields'],
    ['', 34, 'device configuration missing or unparsable'],
    [null, 2, 'device configuration missing or unparsable'],
    ['0000:03:20.0', 22, "couldn't locate 0:3:20.0, perhaps already in-use"],
    ['0000:03:00.8', 22, "couldn't locate 0:3:0.8, perhaps already in-use"],
    ['10000:03:00.0', 22, "couldn't locate 10000:03:00.0, perhaps already in-use"],
  ])('fails on dev-0 %j with %i (XB-13, XB-30, XB-31)', (device, errno, text) => {
    const rig = new Rig();
    expect(rig.writes(7, () => rig.create(7, { keys: { 'dev-0': device } }))).toEqual([
      'state=2',
      `error=${errno}`,
      'state=5',
    ]);
    expect(rig.error(7)).toBe(`${errno} ${text}`);
    expect(rig.assigned('03:00.0')).toBe(false);
  });

  it.each(['3:0:0.0', '0x0:0x3:0x0.0x0'])('does not take %j for another address (XB-13)', (device) => {
    const rig = new Rig({ functions: [{ at: '0003:00:00.0' }, { at: '03:00.0' }] });
    rig.writes(7, () => rig.create(7, { devices: [device] }));
    expect(rig.assigned('0003:00:00.0')).toBe(device === '3:0:0.0');
    expect(rig.assigned('03:00.0')).toBe(device !== '3:0:0.0');
  });

  it.each(['0000:03:00.00', ' 0000:03:00.0', '0000:03:00.0@10'])('accepts dev-0 %j (XB-13)', (device) => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7, { devices: [device] }));
    expect(rig.state(7)).toBe('Initialised');
    expect(rig.assigned('03:00.0')).toBe(true);
  });

  it.each([['0000:0f:00.0'], ['0000:03:00.0']])(
    'keeps what was exported before a device that cannot be (%s) (XB-17, XB-30)',
    (device) => {
      const rig = new Rig();
      const writes = rig.writes(7, () => rig.create(7, { devices: ['0000:03:00.0', device] }));
      expect(writes).toEqual(['state=2', 'vdev-0=0000:00:00.00', 'state-0=3', 'error=22', 'state=5']);
      expect(rig.assigned('03:00.0')).toBe(true);
      rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
      expect(rig.assigned('03:00.0')).toBe(false);
      expect(rig.kernel.allocated).toBe(rig.baseline);
    },
  );

  it('refuses a device that another connection has (XB-30)', () => {
    const rig = new Rig();
    rig.connect(7);
    rig.writes(8, () => rig.create(8));
    expect(rig.error(8)).toBe("22 couldn't locate 0000:03:00.0, perhaps already in-use");
    expect(rig.psdev('03:00.0')?.pdev?.domid).toBe(7);
  });

  it('fails on a root_num that is no number, after the devices (XB-37)', () => {
    const rig = new Rig();
    const writes = rig.writes(7, () => rig.create(7, { keys: { root_num: 'x' } }));
    expect(writes).toEqual(['state=2', 'vdev-0=0000:00:00.00', 'state-0=3', 'error=34', 'state=5']);
    expect(rig.error(7)).toBe('34 publishing of roots failed');
  });

  it.each([
    [{ root_num: '1', 'root-0': '0000:00' }, []],
    [{ root_num: '1', 'root-0': '0001:00' }, ['root-1=0000:00', 'root_num=2']],
    [{ root_num: '2', 'root-0': '0001:00', 'root-1': '0' }, ['error=22', 'state=5']],
    [{ root_num: '1' }, ['error=2', 'state=5']],
    [{ root_num: '1', 'root-0': 'x' }, ['error=34', 'state=5']],
  ])('compares with the roots there are: %j (XB-37)', (keys, expected) => {
    const rig = new Rig();
    const writes = rig.writes(7, () => rig.create(7, { devices: [], keys }));
    expect(writes.filter((write) => !/^state=[23]/.test(write))).toEqual(expected);
  });

  it('replaces another owner (XB-34)', () => {
    const rig = new Rig();
    rig.kernel.pci.registerOwner(rig.dev('03:00.0'), 3);
    rig.writes(7, () => rig.create(7));
    expect(rig.dev('03:00.0').ownerDomid).toBe(7);
    expect(rig.error(7)).toBeNull();
    expect(rig.state(7)).toBe('Initialised');
  });

  it('reports a failing state-N and goes to Closing (XB-14)', () => {
    const rig = new Rig();
    rig.create(7);
    const { xenbus } = rig.kernel;
    const write = xenbus.write.bind(xenbus);
    xenbus.write = (dir, node, value, tx) => (node === 'state-0' ? -28 : write(dir, node, value, tx));
    rig.world.scheduler.settle();
    expect(rig.error(7)).toBe('28 state of a device cannot be written');
    expect(rig.state(7)).toBe('Closing');
  });
});

describe('attach (A.11)', () => {
  it('maps the page, binds the channel and goes to Connected (XB-20..25)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    rig.publish(7);
    expect(rig.writes(7, () => rig.frontendState(7, 3))).toEqual(['state=4']);
    expect(rig.mapped(7)).toBe(1);
    const connection = rig.connection(7);
    expect(connection?.page?.mapped).toBe(true);
    expect(connection?.evtchnIrq).not.toBe(INVALID_EVTCHN_IRQ);
  });

  it('is one-shot (XB-26)', () => {
    const rig = new Rig();
    rig.connect(7);
    expect(rig.writes(7, () => rig.frontendState(7, 3))).toEqual([]);
    expect(rig.maps()).toBe(1);
  });

  it.each([
    ['7\n', '14 version mismatch (7\n/7)'],
    ['7 ', '14 version mismatch (7 /7)'],
    ['', '14 version mismatch (/7)'],
    [null, '2 configuration from frontend unreadable'],
  ])('refuses magic %j (XB-21, XB-22, ABI-10)', (magic, text) => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    rig.publish(7, magic);
    const writes = rig.writes(7, () => rig.frontendState(7, 3));
    expect(writes).toEqual([`error=${text.split(' ')[0]}`, 'state=5']);
    expect(rig.error(7)).toBe(text);
    expect(rig.mapped(7)).toBe(0);
  });

  it.each([
    ['pci-op-ref', 'x', 22],
    ['pci-op-ref', '-1', 22],
    ['pci-op-ref', '', 22],
    ['event-channel', 'x', 22],
  ])('refuses %s %j with %i (XB-21)', (key, value, errno) => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    rig.publish(7);
    rig.frontendKey(7, key, value);
    rig.writes(7, () => rig.frontendState(7, 3));
    expect(rig.error(7)).toBe(`${errno} configuration from frontend unreadable`);
    expect(rig.mapped(7)).toBe(0);
  });

  it('reports the first missing key only (XB-21)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    expect(rig.writes(7, () => rig.frontendState(7, 3))).toEqual(['error=2', 'state=5']);
  });

  it('cannot read the magic when memory for it is short (XB-21)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    rig.publish(7);
    const alloc = rig.kernel.alloc.bind(rig.kernel);
    rig.kernel.alloc = (bytes) => bytes !== '7'.length + 1 && alloc(bytes);
    rig.writes(7, () => rig.frontendState(7, 3));
    expect(rig.error(7)).toBe('12 configuration from frontend unreadable');
    expect(rig.mapped(7)).toBe(0);
  });

  it('reports a failing map twice, the raw grant status first (XB-23)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    rig.publish(7);
    rig.frontendKey(7, 'pci-op-ref', '99');
    const writes = rig.writes(7, () => rig.frontendState(7, 3));
    expect(writes).toEqual(['error=1', 'state=5', 'error=2']);
    expect(rig.error(7)).toBe('2 Error mapping other domain page in ours.');
    expect(rig.mapped(7)).toBe(0);
  });

  it('keeps the page mapped when the channel cannot be bound, until the frontend closes (XB-24, XB-61)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    rig.publish(7);
    rig.frontendKey(7, 'event-channel', '99');
    expect(rig.writes(7, () => rig.frontendState(7, 3))).toEqual(['error=22', 'state=5']);
    expect(rig.error(7)).toBe('22 event channel cannot be bound');
    expect(rig.mapped(7)).toBe(1);
    expect(rig.writes(7, () => rig.frontendState(7, 6))).toEqual(['state=6']);
    expect(rig.mapped(7)).toBe(0);
  });

  it('does nothing unless the frontend says Initialised by then (XB-20)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    rig.publish(7);
    const writes = rig.writes(7, () => {
      rig.frontendState(7, 3);
      rig.frontendState(7, 1);
    });
    expect(writes).toEqual([]);
    expect(rig.mapped(7)).toBe(0);
  });

  it('follows a frontend that jumps to Connected, and is then deaf to Initialised (XB-27)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    expect(rig.writes(7, () => rig.frontendState(7, 4))).toEqual(['state=4']);
    expect(rig.mapped(7)).toBe(0);
    rig.publish(7);
    expect(rig.writes(7, () => rig.frontendState(7, 3))).toEqual([]);
    expect(rig.mapped(7)).toBe(0);
  });

  it('serves a request that was posted before the channel was bound (EVT-07)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    const { page } = rig.publish(7);
    page.write32(0, 1);
    page.write32(28, 4);
    rig.writes(7, () => rig.frontendState(7, 3));
    expect(page.read32(0) & 1).toBe(0);
    expect(page.read32(32)).toBe(0x10d38086);
    expect(rig.tape.of(Ev.Notify)).toEqual([[7, 1]]);
  });
});
