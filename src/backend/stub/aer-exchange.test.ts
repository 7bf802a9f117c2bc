import { describe, expect, it } from 'vitest';
import {
  PCI_ERS_RESULT_CAN_RECOVER,
  PCI_ERS_RESULT_NEED_RESET,
  pci_channel_io_frozen,
} from '../../abi/aer.ts';
import * as abi from '../../abi/pciif.ts';
import type { PciDevice, Steps } from '../../host/index.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Connection, PCIB_AER_WAIT, PCIB_EOI_PENDING, PCIB_OP_PENDING } from '../connection.ts';
import type { BackendSeams } from '../seams.ts';
import { unmapPage } from '../xenbus/disconnect.ts';
import { aerWaitOver, takeAnswer, waitForAnswer } from './aer-exchange.ts';
import { AerHost, timeout } from './testing/aer-host.ts';

describe('AER-05, AER-10, AER-11 the request', () => {
  it.each([
    ['detected', abi.XEN_PCI_OP_aer_detected, pci_channel_io_frozen],
    ['mmio', abi.XEN_PCI_OP_aer_mmio, 1],
    ['slot_reset', abi.XEN_PCI_OP_aer_slotreset, 1],
    ['resume', abi.XEN_PCI_OP_aer_resume, 1],
  ] as const)('%s sends command %i with state %i', (name, cmd, state) => {
    const host = new AerHost();
    host.begin(name);
    const { page } = host.guest;
    expect(page.read32(abi.SH_AER + abi.AER_CMD)).toBe(cmd);
    expect(page.read32(abi.SH_AER + abi.AER_ERR)).toBe(state);
    expect([abi.AER_DOMAIN, abi.AER_BUS, abi.AER_DEVFN].map((at) => page.read32(abi.SH_AER + at))).toEqual([
      0, 0, 0,
    ]);
    expect(page.read32(abi.SH_FLAGS)).toBe(abi.XEN_PCIB_AERHANDLER | abi.XEN_PCIB_active);
    expect(host.guest.connection.testBit(PCIB_AER_WAIT)).toBe(true);
  });

  it('stores in order, then sets the flag, then notifies once', () => {
    const host = new AerHost();
    const from = host.tape.records.length;
    host.begin('detected');
    const seen = host.tape.records.slice(from).flatMap(({ code, args }) => {
      if (code === Ev.Store) return [abi.pageFieldName(args[1] as number)];
      if (code === Ev.FlagBit && args[2] === 1) return ['flag'];
      return code === Ev.Notify ? ['notify'] : [];
    });
    expect(seen).toEqual(['aer.cmd', 'aer.err', 'aer.domain', 'aer.bus', 'aer.devfn', 'flag', 'notify']);
  });

  it('EVT-24: an event over a channel that is gone is put down to its guest all the same', () => {
    const host = new AerHost();
    const { connection } = host.guest;
    host.driver.kernel.events.unbind(connection.evtchnIrq);
    host.begin('detected');
    expect(host.tape.of(Ev.Notify).at(-1)?.slice(0, 2)).toEqual([connection.domid, 0]);
  });

  it('AER-15: passthrough sends the host address', () => {
    const host = new AerHost({ parameters: { hide: '(03:00.0)', passthrough: true } });
    host.begin('detected');
    const { page } = host.guest;
    expect(page.read32(abi.SH_AER + abi.AER_BUS)).toBe(3);
  });

  it('AER-18: without an address, command and state are written, no flag is set and nobody is notified', () => {
    const host = new AerHost();
    host.hideFromFrontend();
    const from = host.tape.of(Ev.Notify).length;
    expect(host.call('detected')).toBe(1);
    const { page, connection } = host.guest;
    expect(page.read32(abi.SH_AER + abi.AER_CMD)).toBe(abi.XEN_PCI_OP_aer_detected);
    expect(page.read32(abi.SH_AER + abi.AER_ERR)).toBe(pci_channel_io_frozen);
    expect(page.read32(abi.SH_FLAGS)).toBe(abi.XEN_PCIB_AERHANDLER);
    expect(connection.testBit(PCIB_AER_WAIT)).toBe(false);
    expect(host.tape.of(Ev.Notify)).toHaveLength(from);
  });
});

describe('AER-12 to AER-14 the end of the wait', () => {
  it('AER-14, AER-17: an answer clears AER_WAIT and is read once', () => {
    const host = new AerHost();
    host.begin('detected');
    const from = host.tape.records.length;
    host.answer(PCI_ERS_RESULT_NEED_RESET);
    const reads = host.tape.records
      .slice(from)
      .filter(({ code, args }) => code === Ev.Fetch && args[1] === abi.SH_AER + abi.AER_ERR);
    expect(reads).toHaveLength(1);
    expect(host.verdict).toBe(PCI_ERS_RESULT_NEED_RESET);
    expect(host.guest.connection.testBit(PCIB_AER_WAIT)).toBe(false);
  });

  it('AER-12: waits 300 s and no longer', () => {
    const host = new AerHost();
    host.begin('detected');
    host.advance(299);
    expect(host.verdict).toBe(undefined);
    host.advance(1);
    expect(host.verdict).toBe(PCI_ERS_RESULT_CAN_RECOVER);
  });

  it('AER-12: the time runs from when the host sleeps, not from before its last look', () => {
    const host = new AerHost();
    const { clock } = host.world;
    const began = clock.now;
    let looks = 0;
    const look = (): boolean => {
      if (++looks === 2) clock.spend(7_000_000);
      return false;
    };
    host.run(
      (function* (): Steps {
        yield* host.driver.aerWaitQueue.waitTimeout(look, 300);
      })(),
    );
    const waiting = clock.now;
    host.advance(299);
    const before = looks;
    host.advance(2);
    expect([waiting - began >= 7_000_000, before, looks > before]).toEqual([true, 2, true]);
  });

  it('AER-13: a timeout withdraws the request and leaves AER_WAIT set', () => {
    const host = new AerHost();
    host.begin('detected');
    host.advance(301);
    const { page, connection } = host.guest;
    expect(page.read32(abi.SH_FLAGS)).toBe(abi.XEN_PCIB_AERHANDLER);
    expect(page.read32(abi.SH_AER + abi.AER_ERR)).toBe(1);
    expect(connection.testBit(PCIB_AER_WAIT)).toBe(true);
    expect(host.lines().at(-1)).toContain('no answer');
  });

  it('EVT-29: the late answer then leaves the channel without an EOI', () => {
    const host = new AerHost();
    host.begin('detected');
    host.advance(301);
    host.send();
    expect(host.guest.connection.testBit(PCIB_EOI_PENDING)).toBe(true);
    host.advance(1);
    expect(host.guest.connection.testBit(PCIB_EOI_PENDING)).toBe(true);
  });

  it('EVT-27, EVT-28: EOI right after the request and at the end, unless a worker runs', () => {
    const eois = (working: boolean) => {
      const host = new AerHost();
      const { connection } = host.guest;
      connection.setBit(PCIB_EOI_PENDING);
      host.begin('detected');
      const afterRequest = connection.testBit(PCIB_EOI_PENDING);
      connection.setBit(PCIB_EOI_PENDING);
      if (working) connection.setBit(PCIB_OP_PENDING);
      host.advance(301);
      return [afterRequest, connection.testBit(PCIB_EOI_PENDING)];
    };
    expect(eois(false)).toEqual([false, false]);
    expect(eois(true)).toEqual([false, true]);
  });

  it('EVT-08: a wake-up of another connection does not end the wait', () => {
    const host = new AerHost();
    host.begin('detected');
    host.driver.aerWaitQueue.wakeAll();
    host.settle();
    expect(host.verdict).toBe(undefined);
    host.answer(5);
    expect(host.verdict).toBe(5);
  });
});

describe('seams of the exchange', () => {
  it('`aer-timeout-cleans-up`, `aer-timeout-is-no-answer`: aerTimedOut decides what a timeout leaves', () => {
    const host = new AerHost({
      seams: {
        aerTimedOut: (_driver, _psdev, connection) => {
          connection.clearBit(PCIB_AER_WAIT);
          return 1;
        },
      },
    });
    host.willAnswer(timeout);
    expect(host.call('mmio')).toBe(1);
    expect(host.killed()).toBe(true);
    expect(host.guest.connection.testBit(PCIB_AER_WAIT)).toBe(false);
  });

  it('`aer-answer-checked`: aerAnswer maps the raw value', () => {
    const host = new AerHost({ seams: { aerAnswer: (_driver, answer) => (answer > 5 ? 1 : answer) } });
    host.willAnswer(77);
    expect(host.call('detected')).toBe(1);
    expect(host.killed()).toBe(true);
  });

  it('`aer-wait-unbounded`: aerWaitSeconds bounds the wait', () => {
    const host = new AerHost({ seams: { aerWaitSeconds: () => Number.POSITIVE_INFINITY } });
    host.begin('detected');
    host.advance(1000);
    expect(host.verdict).toBe(undefined);
  });

  describe('`aer-wait-per-device`', () => {
    const exported = (connection: Connection, dev: PciDevice): boolean =>
      connection.driver.topology?.getPcifrontDev(dev, connection) !== null;
    /** The change as the seams allow it: no lock while waiting; a return or a disconnect ends the wait with NONE. */
    const seams: Partial<BackendSeams> = {
      *waitForAnswer(driver, psdev, connection, page) {
        driver.sem.release();
        const answered = yield* waitForAnswer(driver, psdev, connection, page);
        yield* driver.sem.acquire();
        return answered;
      },
      aerWaitOver: (driver, psdev, connection, page) =>
        !page.mapped || !exported(connection, psdev.dev) || aerWaitOver(driver, psdev, connection, page),
      takeAnswer: (driver, psdev, connection, page, request, answered) =>
        page.mapped && exported(connection, psdev.dev)
          ? takeAnswer(driver, psdev, connection, page, request, answered)
          : 1,
      unmapPage: (connection) => {
        unmapPage(connection);
        connection.driver.aerWaitQueue.wakeAll();
      },
      // biome-ignore lint/correctness/useYield: a seam that may wait; this one only wakes
      *beforeReturn({ driver }): Steps {
        driver.aerWaitQueue.wakeAll();
      },
    };

    it('a disconnect ends the wait', () => {
      const host = new AerHost({ seams });
      host.begin('detected');
      expect(host.driver.sem.owner).toBe(undefined);
      host.close();
      expect(host.verdict).toBe(1);
      expect(host.psdev()?.pdev).toBe(null);
      expect(host.driver.sem.owner).toBe(undefined);
    });

    it('so does a detach, and another guest is not held up', () => {
      const cards = [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }];
      const host = new AerHost({ cards, parameters: { hide: '(03:00.0)(04:00.0)' }, seams });
      host.connect(8, ['0000:04:00.0']);
      host.begin('detected');
      host.close(8);
      expect(host.psdev('04:00.0')?.pdev).toBe(null);
      expect(host.verdict).toBe(undefined);
      const { connection } = host.guest;
      host.run(host.driver.topology?.releaseDevice(connection, host.dev(), false) as Steps);
      expect(host.verdict).toBe(1);
      expect(host.psdev()?.pdev).toBe(null);
    });
  });

  it('`aer-waitqueue-once`: a bind during the wait does not lose the answer', () => {
    const cards = [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }];
    const host = new AerHost({ cards, seams: { initialiseAerWait: () => {} } });
    host.begin('detected');
    host.store('new_slot', '04:00.0');
    host.bind('04:00.0');
    host.answer(5);
    expect(host.verdict).toBe(5);
  });
});

describe('STUB-11 in use', () => {
  it('a bind during the wait loses the wake-up: the answer is seen at the end of the 300 s', () => {
    const cards = [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }];
    const host = new AerHost({ cards });
    host.begin('detected');
    host.store('new_slot', '04:00.0');
    host.bind('04:00.0');
    host.answer(5);
    expect(host.verdict).toBe(undefined);
    host.advance(301);
    expect(host.verdict).toBe(5);
  });
});
