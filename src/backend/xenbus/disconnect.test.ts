import { describe, expect, it, vi } from 'vitest';
import { KernelOops } from '../../platform/oops.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import { INVALID_EVTCHN_IRQ } from '../connection.ts';
import { Rig } from './testing/rig.ts';

/** How many watches there are more than at the time of this call. */
function moreWatches({ world: { xenstore } }: Rig): () => number {
  const made = vi.spyOn(xenstore, 'watch');
  const ended = vi.spyOn(xenstore, 'unwatch');
  return () => made.mock.calls.length - ended.mock.calls.length;
}

describe('closing (A.11)', () => {
  it('unbinds and unmaps on Closing, keeps the devices while online, gives them back when not (XB-50, XB-51, XB-53)', () => {
    const rig = new Rig();
    rig.connect(7);
    const connection = rig.connection(7);
    expect(rig.writes(7, () => rig.frontendState(7, 5))).toEqual(['state=5']);
    expect(rig.mapped(7)).toBe(0);
    expect(connection?.evtchnIrq).toBe(INVALID_EVTCHN_IRQ);
    expect(connection?.page).toBeNull();
    expect(rig.writes(7, () => rig.frontendState(7, 6))).toEqual(['state=6']);
    expect(rig.assigned('03:00.0')).toBe(true);
    rig.tools.write(`${rig.tools.backend(7)}/online`, '0');
    expect(rig.writes(7, () => rig.frontendState(7, 6))).toEqual([]);
    expect(rig.assigned('03:00.0')).toBe(false);
    expect(rig.xdev(7)).toBeUndefined();
    expect(connection?.freed).toBe(true);
    expect(rig.kernel.allocated).toBe(rig.baseline);
  });

  it.each([['0'], [null], ['x']])('unregisters on Closed with online %j (XB-51)', (online) => {
    const rig = new Rig();
    rig.connect(7, { online });
    expect(rig.writes(7, () => rig.frontendState(7, 6))).toEqual(['state=6']);
    expect(rig.xdev(7)).toBeUndefined();
    expect(rig.assigned('03:00.0')).toBe(false);
  });

  it('unbinds, then waits for the worker, then unmaps; the request completes unheard (EVT-24, A12)', () => {
    const rig = new Rig();
    const { page, port } = rig.connect(7);
    rig.frontendState(7, 5);
    page.write32(0, 1);
    page.write32(28, 4);
    rig.world.channels.send(7, port);
    const from = rig.tape.records.length;
    const flushed = rig.tape.of(Ev.WorkStart).length;
    rig.world.scheduler.settle();
    const order = rig.tape.records
      .slice(from)
      .map(({ code }) => code)
      .filter((code) => code === Ev.ChannelUnbind || code === Ev.WorkEnd || code === Ev.GrantUnmap);
    expect(order.indexOf(Ev.WorkEnd)).toBeLessThan(order.indexOf(Ev.GrantUnmap));
    expect(order.indexOf(Ev.ChannelUnbind)).toBeLessThan(order.indexOf(Ev.GrantUnmap));
    expect(rig.tape.of(Ev.WorkStart).length).toBe(flushed + 1);
    expect(page.read32(0) & 1).toBe(0);
    expect(page.read32(32)).toBe(0x10d38086);
  });

  it('oopses where a change unmaps first (A12)', () => {
    const rig = new Rig({
      seams: {
        *tearDown(connection): Steps {
          const { seams } = connection.driver;
          seams.unmapPage(connection);
          yield* seams.unbindChannel(connection);
          yield* seams.flushWorker(connection);
        },
      },
    });
    const { page, port } = rig.connect(7);
    page.write32(0, 1);
    rig.frontendState(7, 5);
    const { scheduler } = rig.world;
    const xenwatch = scheduler.tasks.find((task) => task.kind === 'xenwatch');
    rig.world.channels.send(7, port);
    if (xenwatch !== undefined) scheduler.step(xenwatch);
    expect(() => scheduler.settle()).toThrow(KernelOops);
  });

  it('goes Closing to Closed with the page unmapped before it is announced (C9)', () => {
    const rig = new Rig();
    rig.connect(7);
    const from = rig.tape.records.length;
    rig.writes(7, () => rig.frontendState(7, 6));
    const codes = rig.tape.records.slice(from).map(({ code }) => code);
    expect(codes.indexOf(Ev.GrantUnmap)).toBeGreaterThanOrEqual(0);
    expect(codes.indexOf(Ev.GrantUnmap)).toBeLessThan(codes.lastIndexOf(Ev.StateSwitch));
  });

  it('does not serve a restarted frontend after Closed with online 1, but follows its Connected (XB-52, XB-27)', () => {
    const rig = new Rig();
    rig.connect(7);
    rig.writes(7, () => rig.frontendState(7, 6));
    rig.publish(7);
    expect(rig.writes(7, () => rig.frontendState(7, 1))).toEqual([]);
    expect(rig.writes(7, () => rig.frontendState(7, 3))).toEqual([]);
    expect(rig.state(7)).toBe('Closed');
    expect(rig.writes(7, () => rig.frontendState(7, 4))).toEqual(['state=4']);
    expect(rig.mapped(7)).toBe(0);
  });

  it('follows Connected out of a fatal Closing too; the error stays (XB-27)', () => {
    const rig = new Rig();
    rig.writes(7, () => rig.create(7));
    rig.publish(7, '8');
    rig.writes(7, () => rig.frontendState(7, 3));
    expect(rig.state(7)).toBe('Closing');
    expect(rig.writes(7, () => rig.frontendState(7, 4))).toEqual(['state=4']);
    expect(rig.error(7)).toBe('14 version mismatch (8/7)');
  });

  it('does not follow where a change asks for page and channel', () => {
    const rig = new Rig({ seams: { mayFollowConnected: (connection) => connection.page !== null } });
    rig.writes(7, () => rig.create(7));
    expect(rig.writes(7, () => rig.frontendState(7, 4))).toEqual([]);
  });

  it.each([1, 2, 8, 9, -1])('ignores frontend state %i (5.2)', (state) => {
    const rig = new Rig();
    rig.connect(7);
    expect(rig.writes(7, () => rig.frontendState(7, state))).toEqual([]);
    expect(rig.state(7)).toBe('Connected');
  });
});

describe('removal', () => {
  it.each([
    ['the state node is gone', (rig: Rig) => rig.world.xenstore.remove(7, `${rig.tools.frontend(7)}/state`)],
    ['the state is 0', (rig: Rig) => rig.frontendState(7, 0)],
    ['the state is no number', (rig: Rig) => rig.frontendKey(7, 'state', 'x')],
    ['the directory is gone', (rig: Rig) => rig.tools.remove(rig.tools.frontend(7))],
  ])('unregisters and writes Closed when %s (5.2, XB-54, XB-56)', (_, act) => {
    const rig = new Rig();
    rig.connect(7);
    expect(rig.writes(7, () => act(rig))).toEqual(['state=6']);
    expect(rig.xdev(7)).toBeUndefined();
    expect(rig.assigned('03:00.0')).toBe(false);
    expect(rig.dev('03:00.0').ownerDomid).toBe(-1);
    expect(rig.mapped(7)).toBe(0);
    expect(rig.kernel.allocated).toBe(rig.baseline);
  });

  it('unregisters when the backend node is deleted, and writes nothing (XB-55, XB-08)', () => {
    const rig = new Rig();
    rig.connect(7);
    expect(rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)))).toEqual([]);
    expect(rig.tools.read(rig.tools.backend(7))).toBeNull();
    expect(rig.assigned('03:00.0')).toBe(false);
    expect(rig.kernel.allocated).toBe(rig.baseline);
  });

  it('leaves only the bus watch behind', () => {
    const rig = new Rig();
    const more = moreWatches(rig);
    rig.connect(7);
    expect(more()).toBe(2);
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    expect(more()).toBe(0);
  });

  it('allows a fresh connection afterwards', () => {
    const rig = new Rig();
    rig.connect(7, { online: '0' });
    rig.writes(7, () => rig.frontendState(7, 6));
    rig.tools.remove(rig.tools.backend(7));
    rig.tools.remove(rig.tools.frontend(7));
    rig.world.scheduler.settle();
    rig.connect(7);
    expect(rig.state(7)).toBe('Connected');
    expect(rig.mapped(7)).toBe(1);
  });

  it('does not let the driver go while there is a connection (STUB-29)', () => {
    const rig = new Rig();
    const more = moreWatches(rig);
    rig.connect(7);
    const results: number[] = [];
    function* unload(): Steps {
      results.push(yield* rig.kernel.xenbus.unregister());
    }
    rig.run(unload());
    rig.writes(7, () => rig.tools.remove(rig.tools.backend(7)));
    rig.run(unload());
    expect(results).toEqual([-11, 0]);
    expect(more()).toBe(-1);
  });

  it('survives a thousand rounds of connect and vanish without a trace (C2)', () => {
    const rig = new Rig();
    for (let i = 0; i < 1000; i++) {
      rig.world.scheduler.budget = 4096;
      rig.connect(7);
      if (i % 3 === 0) rig.tools.remove(rig.tools.backend(7));
      else if (i % 3 === 1) rig.frontendState(7, 0);
      else rig.tools.remove(rig.tools.frontend(7));
      rig.world.scheduler.settle();
      rig.tools.remove(rig.tools.backend(7));
      rig.tools.remove(rig.tools.frontend(7));
      rig.world.scheduler.settle();
    }
    expect(rig.mapped(7)).toBe(0);
    expect(rig.world.channels.openCount(0)).toBe(0);
    expect(rig.kernel.xenbus.rings.count).toBe(0);
    expect(rig.driver.connections.length).toBe(0);
    expect(rig.kernel.allocated).toBe(rig.baseline);
    expect(rig.tape.of(Ev.LockFault)).toEqual([]);
  });
});
