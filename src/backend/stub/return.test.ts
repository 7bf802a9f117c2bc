import { describe, expect, it } from 'vitest';
import { LogLevel } from '../../host/index.ts';
import { Ev, HostCall } from '../../platform/recorder.ts';
import { configRead, configWrite } from '../config-space/access.ts';
import { getPciDev, getPciDevBySlot, putPciDev } from './device-list.ts';
import type { PcistubDevice } from './stub-device.ts';
import { PM_CAP } from './testing/card.ts';
import { type Guest, type HostOptions, StubHost } from './testing/stub-host.ts';

const bound = (options: HostOptions = {}) => new StubHost({ parameters: { hide: '(03:00.0)' }, ...options });

function guestRead(host: StubHost, offset: number, size: number): number {
  const out = { value: 0 };
  configRead(host.driver, host.dev(), offset, size, out);
  return out.value;
}

const guestWrite = (host: StubHost, offset: number, size: number, value: number) =>
  configWrite(host.driver, host.dev(), offset, size, value);

const giveBack = (host: StubHost) =>
  host.run(
    (function* () {
      const { lock } = host.dev();
      yield* lock.acquire();
      yield* putPciDev(host.driver, host.dev());
      lock.release();
    })(),
  );

const take = (host: StubHost, { connection }: Guest) => getPciDevBySlot(host.driver, connection, 0, 3, 0, 0);

describe('STUB-13 in use', () => {
  it('from a take until the return; XB-30: nobody else can take it meanwhile', () => {
    const host = bound();
    const guest = host.connect(7, []);
    expect(take(host, guest)).toBe(host.dev());
    expect(host.psdev()?.pdev).toBe(guest.connection);
    expect(take(host, guest)).toBe(null);
    expect(getPciDev(host.driver, guest.connection, host.dev())).toBe(null);
    giveBack(host);
    expect(host.psdev()?.pdev).toBe(null);
    expect(getPciDev(host.driver, guest.connection, host.dev())).toBe(host.dev());
  });

  it('only a bound device can be taken, by its exact address', () => {
    const host = bound({ cards: [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }] });
    const { connection } = host.connect(7, []);
    expect(getPciDevBySlot(host.driver, connection, 0, 4, 0, 0)).toBe(null);
    expect(getPciDev(host.driver, connection, host.dev('04:00.0'))).toBe(null);
    expect(getPciDevBySlot(host.driver, connection, 1, 3, 0, 0)).toBe(null);
    expect(getPciDevBySlot(host.driver, connection, 0, 3, -1, -1)).toBe(null);
  });

  it('CHG-06: a take that fails leaves the references as they were', () => {
    const host = bound();
    const guest = host.connect();
    expect(host.psdev()?.references).toBe(2);
    take(host, guest);
    expect(host.psdev()?.references).toBe(2);
    host.close();
    expect(host.psdev()?.references).toBe(1);
  });
});

describe('STUB-20 return from a guest', () => {
  it('resets, restores and drops the owner before the device is free again', () => {
    const order: string[] = [];
    const host = bound({
      seams: {
        markFree: (driver, psdev) => {
          order.push('free');
          driver.devicesLock.lock();
          psdev.pdev = null;
          driver.devicesLock.unlock();
        },
      },
    });
    host.connect();
    expect(host.dev().ownerDomid).toBe(7);
    guestWrite(host, 4, 2, 7);
    const from = host.tape.records.length;
    host.close();
    for (const { code, args } of host.tape.records.slice(from)) {
      if (code === Ev.LockAcquire && host.tape.textOf(args[0]) === 'pcistub_sem') order.push('lock');
      if (code === Ev.LockRelease && host.tape.textOf(args[0]) === 'pcistub_sem') order.push('unlock');
      if (code === Ev.HostEnter && args[1] === HostCall.ResetFunction) order.push('reset');
      if (code === Ev.HostEnter && args[1] === HostCall.RestoreState) order.push('restore');
      if (code === Ev.HostEnter && args[1] === HostCall.DisableDevice) order.push('disable');
      if (code === Ev.Owner) order.push('owner');
    }
    expect(order).toEqual(['free', 'lock', 'reset', 'restore', 'disable', 'owner', 'unlock']);
    expect(host.dev().ownerDomid).toBe(-1);
    expect(host.dev().enableCnt).toBe(0);
  });

  it('step 2 clears what only a reset clears (B10)', () => {
    const host = bound();
    host.connect();
    host.dev().fn.scratch = 0x1234;
    host.close();
    expect(host.dev().fn.scratch).toBe(0);
    const flaw = bound({ seams: { resetAtReturn: () => 0 } });
    flaw.connect();
    flaw.dev().fn.scratch = 0x1234;
    flaw.close();
    expect(flaw.dev().fn.scratch).toBe(0x1234);
  });

  it('step 3 brings the bind-time registers back (B9)', () => {
    const host = bound();
    for (let i = 0; i < 2; i++) {
      host.connect();
      guestWrite(host, 0x0c, 1, 0x10 + i);
      expect(host.dev().fn.read(0x0c, 1)).toBe(0x10 + i);
      host.close();
      expect(host.dev().fn.read(0x0c, 1)).toBe(0);
    }
  });

  it('STUB-22: the kept state serves every return', () => {
    const host = bound();
    const kept = host.data().savedState;
    host.connect();
    host.close();
    expect(host.data().savedState).toBe(kept);
    expect(kept?.freed).toBe(false);
  });

  it('step 3: a state that cannot be loaded is one line, and nothing is restored', () => {
    const host = bound({ cards: [{ at: '03:00.0', reset: 'none' }] });
    host.connect();
    guestWrite(host, 0x0c, 1, 0x10);
    host.world.faults.loadState = 1;
    host.close();
    expect(host.dev().fn.read(0x0c, 1)).toBe(0x10);
    expect(host.lines().filter((line) => line.includes('cannot be loaded'))).toHaveLength(1);
    expect(host.psdev()?.pdev).toBe(null);
  });

  it.each([
    ['its guest', 7, (host: StubHost) => host.close()],
    ['nobody when root unbinds', -1, (host: StubHost) => host.unbind()],
  ])('step 3: that line is put down to %s (STUB-20)', (_, domid, giveBack) => {
    const host = bound({ cards: [{ at: '03:00.0', reset: 'none' }] });
    host.connect();
    host.world.faults.loadState = 1;
    const before = host.tape.of(Ev.Log).length;
    giveBack(host);
    const lines = host.tape.of(Ev.Log).slice(before);
    expect(lines.filter(([severity]) => severity === LogLevel.Info).map(([, , , whose]) => whose)).toEqual([
      domid,
    ]);
  });

  it('a failed reset does not keep the device from the next guest', () => {
    const host = bound();
    host.connect();
    host.world.faults.reset = 1;
    host.close();
    expect(take(host, host.connect(8, []))).toBe(host.dev());
  });

  it('steps 5 and 6: sizing mode ends, quirk fields go (CONF-31, QRK-10)', () => {
    const host = bound();
    host.connect();
    expect(host.store('quirks', '03:00.0-F0:4:FF')).toBeGreaterThan(0);
    guestWrite(host, 0x10, 4, 0xffffffff);
    expect(guestRead(host, 0x10, 4)).toBe(0xffff0000);
    host.close();
    expect(guestRead(host, 0x10, 4)).toBe(0xe0000000);
    expect(host.show('quirks')).not.toContain('000000f0:');
  });

  it('steps 7: allow_ic ends; STUB-21: permissive, warned, handled and the COMMAND cache do not', () => {
    const host = bound();
    host.store('permissive', '03:00.0');
    host.store('allow_interrupt_control', '03:00.0');
    host.connect();
    guestWrite(host, 4, 2, 0x0147);
    host.data().warnedOnWrite = true;
    host.data().handled = 5;
    host.close();
    expect(host.data()).toMatchObject({
      allowInterruptControl: false,
      permissive: true,
      warnedOnWrite: true,
      handled: 5,
    });
    host.connect();
    expect(guestRead(host, 4, 2) & 0x0143).toBe(0x0143);
  });
});

describe('STUB-23 a device the stub does not know', () => {
  it('is one warning and nothing else', () => {
    const host = bound({ cards: [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }] });
    const from = host.tape.records.length;
    host.run(putPciDev(host.driver, host.dev('04:00.0')));
    const codes = host.tape.records.slice(from).map(({ code }) => code);
    expect(codes.filter((code) => code === Ev.Warn)).toHaveLength(1);
    expect(codes).not.toContain(Ev.LockAcquire);
    expect(codes).not.toContain(Ev.HostEnter);
  });
});

describe('STUB-25 MASTER after a return', () => {
  it('set again by the restore when firmware had it and the guest left decode off', () => {
    const host = bound({ cards: [{ at: '03:00.0', command: 0x0006 }] });
    host.connect();
    host.close();
    expect(host.dev().fn.read(4, 2) & 4).toBe(4);
    expect(host.dev().isBusmaster).toBe(false);
  });

  it('clear when the guest left the device enabled', () => {
    const host = bound({ cards: [{ at: '03:00.0', command: 0x0006 }] });
    host.connect();
    guestWrite(host, 4, 2, 7);
    host.close();
    expect(host.dev().fn.read(4, 2) & 4).toBe(0);
    expect(host.dev().enableCnt).toBe(0);
  });
});

describe('STUB-26 power state after a return', () => {
  const cards = [{ at: '03:00.0', reset: 'pm' as const }];

  it('D3hot stays, without a reset; binding again brings D0', () => {
    const host = bound({ cards });
    host.connect();
    guestWrite(host, PM_CAP + 4, 2, 3);
    host.dev().fn.scratch = 1;
    host.close();
    expect(host.dev().fn.read(PM_CAP + 4, 2) & 3).toBe(3);
    expect(host.dev().fn.scratch).toBe(1);
    host.connect(8);
    expect(guestRead(host, PM_CAP + 4, 2) & 3).toBe(3);
    expect(host.kernel.pci.enableMsi(host.dev())).toBeLessThan(0);
    host.close(8);
    host.unbind();
    expect(host.dev().fn.read(PM_CAP + 4, 2) & 3).toBe(3);
    host.bind();
    expect(host.dev().fn.read(PM_CAP + 4, 2) & 3).toBe(0);
  });

  it('the first COMMAND enable brings D0', () => {
    const host = bound({ cards });
    host.connect();
    guestWrite(host, PM_CAP + 4, 2, 3);
    host.close();
    host.connect();
    guestWrite(host, 4, 2, 2);
    expect(host.dev().fn.read(PM_CAP + 4, 2) & 3).toBe(0);
  });
});

describe('STUB-27 MSI on at return', () => {
  it('the restore programs it again, the device reset turns it off', () => {
    const host = bound();
    host.connect();
    guestWrite(host, 4, 2, 7);
    expect(host.kernel.pci.enableMsi(host.dev())).toBe(0);
    const from = host.tape.records.length;
    host.close();
    const control = host.tape.records
      .slice(from)
      .filter(({ code, args }) => code === Ev.ConfigWrite && args[1] === 0x52)
      .map(({ args }) => (args[3] as number) & 1);
    expect(control).toContain(1);
    expect(control.at(-1)).toBe(0);
    expect(host.dev().msiEnabled).toBe(false);
    expect(host.dev().fn.read(4, 2) & 4).toBe(0);
  });
});

describe('hooks of the changes at return', () => {
  it('`hold-after-failed-reset` can withhold a device by its record', () => {
    const host = bound({ seams: { mayTake: (_driver, psdev) => !(psdev as PcistubDevice).withheld } });
    host.connect();
    Object.assign(host.psdev() as object, { withheld: true });
    host.close();
    expect(take(host, host.connect(8, []))).toBe(null);
    host.close(8);
    host.unbind();
    host.bind();
    expect(take(host, host.connect(9, []))).toBe(host.dev());
  });

  it('`opt-in-survives` and `permissive-per-owner` wrap clearOptIns', () => {
    const flaw = bound({ seams: { clearOptIns: () => {} } });
    flaw.store('allow_interrupt_control', '03:00.0');
    flaw.connect();
    flaw.close();
    expect(flaw.data().allowInterruptControl).toBe(true);
  });
});
