import { describe, expect, it } from 'vitest';
import {
  SH_AER,
  SH_FLAGS,
  SH_OP,
  XEN_PCI_ERR_dev_not_found,
  XEN_PCIB_AERHANDLER,
  XEN_PCIB_active,
  XEN_PCIF_active,
} from '../abi/pciif.ts';
import { XenbusStateClosed, XenbusStateConnected, XenbusStateInitialised } from '../abi/xenbus.ts';
import { Ev, type Recorder, silentRecorder } from '../platform/recorder.ts';
import { DOM0, World } from '../platform/world.ts';
import { Frontend, type Machine } from './frontend.ts';
import { node, setBackendNode, stack } from './testing/bench.ts';
import { Toolstack } from './toolstack.ts';

/** A guest whose backend never runs. */
function alone(): { world: World; frontend: Frontend; waits: number[]; machine: Machine } {
  const world = new World();
  new Toolstack(world).create(1, []);
  const frontend = new Frontend(world, 1);
  const waits: number[] = [];
  return { world, frontend, waits, machine: { settle() {}, advance: (usec) => waits.push(usec) } };
}

describe('publishing', () => {
  it('FE-02: grants a zeroed page whose flags say that AER is handled', () => {
    const { frontend } = alone();
    frontend.publish();
    expect(frontend.page.read32(SH_FLAGS)).toBe(XEN_PCIB_AERHANDLER);
    expect(frontend.page.bytes.filter((byte) => byte !== 0)).toHaveLength(1);
    expect(frontend.grantRef).toBeGreaterThanOrEqual(8);
  });

  it('FE-03: allocates a channel that waits for the backend', () => {
    const { world, frontend } = alone();
    frontend.publish();
    expect(world.channels.bindInterdomain(DOM0, 1, frontend.port)).toBeGreaterThan(0);
  });

  it('FE-04: writes reference, channel and magic in this order and at once, then Initialised', () => {
    const { world, frontend } = alone();
    const writes: string[] = [];
    const texts: string[] = [''];
    const recorder: Recorder = {
      wordByWord: false,
      text: (value) => texts.push(value) - 1,
      emit: (code, _domid = 0, path = 0, value = 0) => {
        if (code === Ev.XenstoreWrite)
          writes.push(`${(texts[path] ?? '').split('/').at(-1)}=${texts[value]}`);
      },
    };
    world.ports.recorder = recorder;
    frontend.publish();
    world.ports.recorder = silentRecorder;
    expect(writes).toEqual([
      `pci-op-ref=${frontend.grantRef}`,
      `event-channel=${frontend.port}`,
      'magic=7',
      'state=3',
    ]);
  });

  it('FE-04: tries again when somebody else wrote meanwhile', () => {
    const { world, frontend } = alone();
    const { xenstore } = world;
    let conflicts = 2;
    const end = xenstore.end.bind(xenstore);
    xenstore.end = (tx, abort) => {
      if (conflicts-- > 0) xenstore.write(1, `${frontend.directory}/magic`, 'x');
      return end(tx, abort);
    };
    frontend.publishKeys();
    expect(conflicts).toBe(-1);
    expect(node(frontend, 'magic')).toBe('7');
  });

  it('FE-04: does not wait for the backend', () => {
    const { frontend } = alone();
    frontend.publish();
    expect(frontend.state).toBe(XenbusStateInitialised);
    expect(frontend.backendState()).toBe(1);
  });
});

describe('a request', () => {
  it('FE-05, FE-06: the whole slot is written, then the flag, then the event is sent', () => {
    const { world, frontend, machine } = alone();
    frontend.publish();
    frontend.page.bytes.fill(0xee, SH_OP, SH_AER);
    const port = world.channels.bindInterdomain(DOM0, 1, frontend.port);
    world.channels.clearPending(DOM0, port);
    const order: string[] = [];
    const { page } = frontend;
    const write = page.write32.bind(page);
    page.write32 = (offset, value) => {
      if (offset === SH_FLAGS)
        order.push(
          page.read32(SH_OP) === 2 && page.read32(SH_OP + 8) === 0 ? 'flag after slot' : 'flag too early',
        );
      write(offset, value);
    };
    const send = world.channels.send.bind(world.channels);
    world.channels.send = (domid, which) => {
      order.push(page.read32(SH_FLAGS) & XEN_PCIF_active ? 'event after flag' : 'event too early');
      return send(domid, which);
    };
    frontend.doOp({ cmd: 2 }, machine);
    expect(order.slice(0, 2)).toEqual(['flag after slot', 'event after flag']);
    expect(page.bytes.subarray(SH_OP + 4, SH_AER).every((byte) => byte === 0)).toBe(true);
  });

  it('FE-05, FE-09: a backend that says nothing is given up when the sleep of 3 s ends', () => {
    const { frontend, machine, waits } = alone();
    frontend.publish();
    frontend.page.write32(SH_AER, 5);
    frontend.raiseFlag(XEN_PCIB_active);
    const reply = frontend.doOp({ cmd: 0, value: 77 }, machine);
    expect(waits.reduce((sum, usec) => sum + usec)).toBe(3_000_000);
    expect(reply).toEqual({ err: XEN_PCI_ERR_dev_not_found, value: 0 });
    expect(frontend.flags()).toBe(XEN_PCIB_AERHANDLER | XEN_PCIB_active);
    expect(frontend.messages).toEqual(['the backend does not respond']);
  });

  it('FE-07: the reply is taken as it stands, also fields that no backend writes (FE-08)', () => {
    const { bed, frontend } = stack(['nic']);
    expect(frontend.doOp({ cmd: 0, offset: 0, size: 4 }, bed.machine)).toEqual({ err: 0, value: 0x10c98086 });
    expect(frontend.doOp({ cmd: 0, devfn: 0x48, size: 4, value: 5 }, bed.machine)).toEqual({
      err: -1,
      value: 5,
    });
    expect(frontend.doOp({ cmd: 99, value: 6 }, bed.machine)).toEqual({ err: -4, value: 6 });
    expect(frontend.flags() & XEN_PCIF_active).toBe(0);
  });

  it('FE-07: an AER request whose event was taken for the completion is served', () => {
    const { bed, frontend } = stack(['nic']);
    frontend.raiseFlag(XEN_PCIB_active);
    frontend.doOp({ cmd: 0, size: 4 }, bed.machine);
    expect(frontend.flags() & XEN_PCIB_active).toBe(0);
  });

  it('DOC-07: prints requests only when asked to', () => {
    const { bed, frontend } = stack(['nic']);
    frontend.doOp({ cmd: 0, size: 4 }, bed.machine);
    expect(frontend.messages).toEqual([]);
    frontend.logRequests = true;
    frontend.doOp({ cmd: 0, offset: 4, size: 4 }, bed.machine);
    expect(frontend.messages).toEqual(['request cmd=0 offset=4']);
  });
});

describe('following the backend', () => {
  it('FE-22: ignores states before Connected', () => {
    const { frontend, machine, world } = alone();
    frontend.publish();
    for (const state of ['0', '1', '2', '3']) {
      world.xenstore.write(DOM0, `${frontend.backendDirectory}/state`, state);
      frontend.backendChanged(machine);
      expect(frontend.state).toBe(XenbusStateInitialised);
    }
  });

  it.each([
    ['4', 4],
    [' 4 and more', 4],
    ['0x4', 0],
    ['four', 0],
    ['', 0],
  ])('FE-22: of a state %j it reads the number at the beginning', (text, state) => {
    const { frontend, world } = alone();
    world.xenstore.write(DOM0, `${frontend.backendDirectory}/state`, text);
    expect(frontend.backendState()).toBe(state);
  });

  it('FE-23: connects only out of Initialised', () => {
    const { bed, frontend } = stack(['nic']);
    expect(frontend.state).toBe(XenbusStateConnected);
    frontend.forgetDevices();
    frontend.backendChanged(bed.machine);
    expect(frontend.devices).toEqual([]);
  });

  it('FE-25: scans the roots that are published', () => {
    const { bed, frontend } = stack(['nic', 'plain'], { topology: 'passthrough' });
    expect([
      node(frontend, 'root_num', 'backend'),
      node(frontend, 'root-0', 'backend'),
      node(frontend, 'root-1', 'backend'),
    ]).toEqual(['2', '0000:03', '0000:00']);
    expect(frontend.devices.map(({ name }) => name)).toEqual(['0000:03:00.00', '0000:00:03.00']);
    expect(bed.driver.connections).toHaveLength(1);
  });

  const refuse = (name: string, value: string): Frontend => {
    const { bed, frontend } = stack(['nic']);
    setBackendNode(bed, frontend, name, value);
    frontend.forgetDevices();
    frontend.connect(bed.machine);
    return frontend;
  };

  it('FE-25: without a number of roots it says so and looks at 0000:00', () => {
    const { bed, frontend } = stack(['nic']);
    bed.world.xenstore.remove(DOM0, `${frontend.backendDirectory}/root_num`);
    frontend.forgetDevices();
    frontend.connect(bed.machine);
    expect(frontend.devices).toHaveLength(1);
    expect(frontend.messages).toEqual(['the backend publishes no number of roots']);
    expect(node(frontend, 'state')).toBe('4');
  });

  it('FE-25: a number of roots, or a root, that cannot be read is fatal', () => {
    for (const [name, value, found] of [
      ['root_num', 'many', 0],
      ['root-0', '0000', 0],
      ['root_num', '2', 1],
    ] as const) {
      const frontend = refuse(name, value);
      expect(node(frontend, 'state'), `${name}=${value}`).toBe('5');
      expect(frontend.devices, `${name}=${value}`).toHaveLength(found);
    }
  });

  it('FE-27: a device that is known is not looked at again', () => {
    const { bed, frontend } = stack(['nic']);
    const [device] = frontend.devices;
    let requests = 0;
    const doOp = frontend.doOp.bind(frontend);
    frontend.doOp = (request, machine) => {
      requests++;
      return doOp(request, machine);
    };
    frontend.connect(bed.machine);
    expect(frontend.devices).toEqual([device]);
    expect(requests).toBe(255);
  });

  it('FE-30, FE-31, FE-34: a device is removed before the backend removes it, and others stay', () => {
    const { bed, frontend } = stack(['nic', 'plain']);
    expect(frontend.devices.map(({ name }) => name)).toEqual(['0000:00:00.00', '0000:00:01.00']);
    bed.toolstack.remove(1, '0000:03:00.0');
    bed.machine.settle();
    const kept = frontend.devices[1];
    frontend.backendChanged({ ...bed.machine, settle() {} });
    expect(node(frontend, 'state')).toBe('7');
    expect(frontend.devices).toEqual([kept]);
    expect(bed.driver.devices.filter(({ pdev }) => pdev !== null)).toHaveLength(2);
    bed.machine.settle();
    expect(bed.driver.devices.filter(({ pdev }) => pdev !== null)).toHaveLength(1);
    expect(node(frontend, 'state', 'backend')).toBe('8');
    frontend.backendChanged(bed.machine);
    expect([node(frontend, 'state'), node(frontend, 'state', 'backend')]).toEqual(['4', '4']);
    expect(frontend.devices[0]).toBe(kept);
  });

  it('FE-31: a device that was added is found', () => {
    const { bed, frontend } = stack(['nic'], { devices: [{ name: 'nic', guest: 0 }, { name: 'plain' }] });
    bed.toolstack.add(1, '0000:00:03.0');
    bed.machine.settle();
    frontend.backendChanged(bed.machine);
    frontend.backendChanged(bed.machine);
    expect(frontend.devices.map(({ vendorId }) => vendorId)).toEqual([0x8086, 0x1022]);
  });

  it('FE-30: an address that nobody has is skipped, one that cannot be read is fatal', () => {
    for (const [vdev, state, left] of [
      ['0000:00:1f.07', '7', 1],
      ['0000:00:00', '5', 1],
      ['0000:00:00.00', '7', 0],
    ] as const) {
      const { bed, frontend } = stack(['nic']);
      setBackendNode(bed, frontend, 'vdev-0', vdev);
      setBackendNode(bed, frontend, 'state-0', '5');
      setBackendNode(bed, frontend, 'state', '7');
      frontend.backendChanged({ ...bed.machine, settle() {} });
      expect([node(frontend, 'state'), frontend.devices.length], vdev).toEqual([state, left]);
    }
    const { bed, frontend } = stack(['nic']);
    setBackendNode(bed, frontend, 'num_devs', 'few');
    setBackendNode(bed, frontend, 'state', '7');
    frontend.backendChanged({ ...bed.machine, settle() {} });
    expect(node(frontend, 'state')).toBe('5');
  });

  it('FE-30: out of Initialised it follows at once; from other states it does not', () => {
    const { world, frontend, machine } = alone();
    frontend.publish();
    world.xenstore.write(DOM0, `${frontend.backendDirectory}/state`, '7');
    frontend.backendChanged(machine);
    expect(node(frontend, 'state')).toBe('7');
    frontend.switchState(XenbusStateClosed);
    frontend.backendChanged(machine);
    expect(node(frontend, 'state')).toBe('6');
  });

  it('FE-32: goes straight to Closed when the backend closes', () => {
    for (const state of ['5', '6']) {
      const { bed, frontend } = stack(['nic']);
      setBackendNode(bed, frontend, 'state', state);
      frontend.backendChanged({ ...bed.machine, settle() {} });
      expect([node(frontend, 'state'), frontend.devices.length]).toEqual(['6', 0]);
    }
  });

  it('FE-32: does nothing about it in a state that counts as beyond Closing', () => {
    const { bed, frontend } = stack(['nic']);
    frontend.switchState(7);
    setBackendNode(bed, frontend, 'state', '5');
    frontend.backendChanged({ ...bed.machine, settle() {} });
    expect(node(frontend, 'state')).toBe('7');
  });

  it('FE-33: when the driver goes, channel and page go before the state', () => {
    const { bed, frontend } = stack(['nic']);
    const { grantRef, port } = frontend;
    frontend.remove();
    expect(node(frontend, 'state')).toBe('6');
    expect(bed.world.channels.isClosed(1, port)).toBe(true);
    bed.machine.settle();
    expect(bed.world.grants.map(1, grantRef, DOM0)).toBeLessThan(0);
    expect(node(frontend, 'state', 'backend')).toBe('6');
  });

  it('XB-52: after a restart it publishes a fresh page and channel', () => {
    const { bed, frontend } = stack(['nic']);
    const before = [frontend.page, frontend.port];
    frontend.restart(bed.machine);
    expect(frontend.page).not.toBe(before[0]);
    expect(frontend.port).not.toBe(before[1]);
    expect(frontend.devices).toEqual([]);
    expect(node(frontend, 'state')).toBe('3');
  });
});
