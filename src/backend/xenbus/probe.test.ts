import { describe, expect, it } from 'vitest';
import { PointKind } from '../../platform/points.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import { Snapshot } from '../../platform/snapshot.ts';
import { Rig } from './testing/rig.ts';

describe('probe', () => {
  it.each([0, 1])('is fatal when allocation %i fails, and leaves nothing allocated (XB-03)', (nth) => {
    const rig = new Rig();
    const { kernel } = rig;
    const alloc = kernel.alloc.bind(kernel);
    let left = nth;
    kernel.alloc = (bytes) => left-- !== 0 && alloc(bytes);
    expect(rig.writes(7, () => rig.create(7))).toEqual(['error=12', 'state=5']);
    expect(rig.driver.connections).toEqual([]);
    expect(kernel.allocated).toBe(rig.baseline);
    expect(rig.writes(7, () => rig.frontendState(7, 3))).toEqual([]);
  });

  it('unregisters at once when the frontend directory has no state (XB-02)', () => {
    const rig = new Rig();
    const writes = rig.writes(7, () => rig.create(7, { frontendState: null }));
    expect(writes.at(-1)).toBe('state=6');
    expect(rig.xdev(7)).toBeUndefined();
    expect(rig.assigned('03:00.0')).toBe(false);
  });

  it('looks at the backend node again when it changes, until its configuration is complete (XB-10)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7, { keys: { num_devs: null } }));
    expect(rig.state(7)).toBe('Closing');
    const dir = rig.tools.backend(7);
    rig.tools.write(`${dir}/num_devs`, '1');
    expect(rig.writes(7, () => rig.tools.write(`${dir}/state`, '2'))).toEqual([
      'vdev-0=0000:00:00.00',
      'state-0=3',
      'root-0=0000:00',
      'root_num=1',
      'state=3',
    ]);
  });

  it('keeps connections of several guests apart', () => {
    const rig = new Rig();
    rig.connect(7);
    rig.connect(8, { devices: ['0000:04:00.0'] });
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    expect(rig.state(8)).toBe('Connected');
    expect(rig.mapped(8)).toBe(1);
    expect(rig.assigned('04:00.0')).toBe(true);
    expect(rig.assigned('03:00.0')).toBe(false);
  });
});

describe('lock of a connection', () => {
  it('makes an attach wait for who holds it (XB-06)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    rig.publish(7);
    const lock = rig.connection(7)?.devLock;
    const gate = { open: false, ready: () => gate.open, reason: 'gate' };
    rig.run(
      (function* (): Steps {
        if (lock === undefined) return;
        yield* lock.acquire();
        yield gate;
        lock.release();
      })(),
    );
    expect(rig.writes(7, () => rig.frontendState(7, 3))).toEqual([]);
    gate.open = true;
    expect(rig.writes(7, () => {})).toEqual(['state=4']);
  });

  it('and all others are released and taken in order over a whole life', () => {
    const rig = new Rig();
    rig.connect(7);
    rig.tools.attach(7, 1, '0000:04:00.0');
    rig.writes(7, () => rig.frontendState(7, 7));
    rig.writes(7, () => rig.frontendState(7, 4));
    rig.tools.detach(7, 1);
    rig.writes(7, () => rig.frontendState(7, 7));
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    expect(rig.tape.of(Ev.LockFault)).toEqual([]);
    expect(rig.tape.of(Ev.LockAcquire).length).toBe(rig.tape.of(Ev.LockRelease).length);
    expect(rig.world.scheduler.tasks).toEqual([]);
  });
});

describe('the outside, in the middle of it', () => {
  it.each(Array.from({ length: 40 }, (_, i) => i))(
    'takes the backend node away at store access %i without a trace left',
    (nth) => {
      const rig = new Rig();
      let left = nth;
      const points = {
        armed: 1 << PointKind.Xenstore,
        reach: () => {
          if (left-- === 0) rig.tools.remove(rig.tools.backend(7));
        },
      };
      rig.create(7);
      rig.publish(7);
      rig.frontendState(7, 3);
      rig.world.ports.points = points;
      rig.world.scheduler.settle();
      rig.world.ports.points = { armed: 0, reach: () => {} };
      if (left >= 0) rig.tools.remove(rig.tools.backend(7));
      rig.tools.remove(rig.tools.frontend(7));
      rig.world.scheduler.settle();
      expect(rig.kernel.xenbus.devices).toEqual([]);
      expect(rig.mapped(7)).toBe(0);
      expect(rig.assigned('03:00.0')).toBe(false);
      expect(rig.kernel.allocated).toBe(rig.baseline);
      expect(rig.tape.of(Ev.LockFault)).toEqual([]);
    },
  );

  it('is restored by a snapshot to the same behaviour', () => {
    const rig = new Rig();
    rig.connect(7);
    const snapshot = new Snapshot([rig.world, rig.kernel, rig.driver], [rig.world.ports]);
    const run = (): string[] => [
      ...rig.writes(7, () => rig.tools.attach(7, 1, '0000:04:00.0')),
      ...rig.writes(7, () => rig.frontendState(7, 7)),
      ...rig.writes(7, () => rig.tools.remove(rig.tools.frontend(7))),
      ...rig.writes(8, () => rig.create(8)),
    ];
    const first = run();
    snapshot.restore();
    expect(rig.state(7)).toBe('Connected');
    expect(rig.mapped(7)).toBe(1);
    expect(rig.assigned('04:00.0')).toBe(false);
    expect(run()).toEqual(first);
    expect(first).toContain('state=8');
  });
});
