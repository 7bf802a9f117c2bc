import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import { BACKEND, BusRig } from './testing/bus-rig.ts';

function connected(seams = {}): BusRig {
  const rig = new BusRig(seams);
  rig.frontend(7);
  rig.node(7);
  rig.settle();
  rig.driver.take();
  rig.records.length = 0;
  return rig;
}

const flood = (rig: BusRig, times: number): void => {
  for (let i = 0; i < times; i++)
    rig.world.xenstore.write(0, '/local/domain/7/device/pci/0/state', String(i));
};

describe('xenwatch', () => {
  it("queues one event of a frontend's state, and the callback reads the last value (XB-04, A13)", () => {
    const rig = connected();
    flood(rig, 100);
    expect(rig.of(Ev.WatchQueued)).toEqual([[7, 1]]);
    rig.settle();
    expect(rig.driver.take()).toEqual(['pci-7-0 99']);
  });

  it('queues without bound where a change allows it (A13)', () => {
    const rig = connected({ mayQueueWatchEvent: () => true });
    flood(rig, 100);
    expect(rig.of(Ev.WatchQueued).at(-1)).toEqual([7, 100]);
    rig.settle();
    expect(rig.driver.take().length).toBe(100);
  });

  it('takes another event once the callback has begun', () => {
    const rig = connected();
    const seen: number[] = [];
    rig.driver.otherendChanged = function* (_xdev, state): Steps {
      if (seen.push(state) === 1) flood(rig, 3);
      yield undefined;
    };
    flood(rig, 1);
    rig.settle();
    expect(seen).toEqual([0, 2]);
  });

  it('does not coalesce events of the backend node', () => {
    const rig = new BusRig();
    const paths: string[] = [];
    const watch = rig.kernel.xenbus.watchPath('backend/pci/7/0', function* (path): Steps {
      paths.push(path);
      yield undefined;
    });
    rig.write(`${BACKEND}/7/0/a`, '1');
    rig.write(`${BACKEND}/7/0/a`, '2');
    rig.settle();
    expect(paths).toEqual([`${BACKEND}/7/0`, `${BACKEND}/7/0/a`, `${BACKEND}/7/0/a`]);
    expect(watch.pending).toBe(0);
    expect(rig.of(Ev.WatchQueued)).toEqual([]);
  });

  it('handles events in order, in one task that ends when there are none', () => {
    const rig = connected();
    rig.write(`${BACKEND}/7/0/a`, '1');
    flood(rig, 1);
    expect(rig.world.scheduler.tasks.filter(({ kind }) => kind === 'xenwatch').length).toBe(1);
    rig.settle();
    expect(rig.world.scheduler.tasks).toEqual([]);
  });

  it('drops the events of a watch that ends', () => {
    const rig = new BusRig();
    const paths: string[] = [];
    const watch = rig.kernel.xenbus.watchPath('backend/x', function* (path): Steps {
      paths.push(path);
      yield undefined;
    });
    rig.write('/local/domain/0/backend/x', '1');
    rig.world.scheduler.spawn('test', 'host', -1, rig.kernel.xenbus.unregisterWatch(watch));
    const ender = rig.world.scheduler.tasks.at(-1);
    if (ender !== undefined) rig.world.scheduler.step(ender);
    rig.settle();
    expect(paths).toEqual([]);
    rig.write('/local/domain/0/backend/x', '2');
    rig.settle();
    expect(paths).toEqual([]);
  });

  it('waits outside xenwatch for a callback that runs', () => {
    const rig = new BusRig();
    const order: string[] = [];
    const gate = { ready: () => order.includes('open'), reason: 'gate' };
    const watch = rig.kernel.xenbus.watchPath('backend/x', function* (): Steps {
      order.push('begin');
      yield gate;
      order.push('end');
    });
    rig.settle();
    rig.world.scheduler.spawn(
      'test',
      'host',
      -1,
      (function* (): Steps {
        yield* rig.kernel.xenbus.unregisterWatch(watch);
        order.push('unregistered');
      })(),
    );
    rig.settle();
    expect(order).toEqual(['begin']);
    order.push('open');
    rig.settle();
    expect(order).toEqual(['begin', 'open', 'end', 'unregistered']);
  });
});
