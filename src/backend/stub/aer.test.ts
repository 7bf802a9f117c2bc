import { describe, expect, it } from 'vitest';
import { PCI_ERS_RESULT_CAN_RECOVER, PCI_ERS_RESULT_RECOVERED } from '../../abi/aer.ts';
import * as abi from '../../abi/pciif.ts';
import { KernelOops } from '../../platform/oops.ts';
import { Ev } from '../../platform/recorder.ts';
import { getPciDevBySlot } from './device-list.ts';
import { AerHost, type CallbackName, callbacks, timeout } from './testing/aer-host.ts';

/** What came of a callback: the verdict (null for resume) and whether the guest was killed. */
type Outcome = readonly [result: number | null, killed: boolean];

const none: readonly Outcome[] = [
  [2, false],
  [5, false],
  [5, false],
  [null, false],
];
const rows: readonly (readonly [
  condition: string,
  prepare: (host: AerHost) => void,
  outcomes: readonly Outcome[],
])[] = [
  ['AER-02: not bound', (host) => host.unbind(), none],
  ['AER-02: not in use', (host) => host.close(), none],
  [
    'AER-03: no shared page',
    (host) => host.disconnect(),
    [
      [2, true],
      [5, true],
      [5, true],
      [null, true],
    ],
  ],
  [
    'AER-04: AERHANDLER clear',
    (host) => host.setFlags(0),
    [
      [2, true],
      [5, false],
      [5, false],
      [null, true],
    ],
  ],
  [
    'AER-10: no address at the frontend',
    (host) => host.hideFromFrontend(),
    [
      [1, true],
      [1, true],
      [1, true],
      [null, false],
    ],
  ],
  ...[1, 4].map(
    (answer) =>
      [
        `AER-06: answer ${answer}`,
        (host: AerHost) => host.willAnswer(answer),
        [
          [answer, true],
          [answer, true],
          [answer, true],
          [null, false],
        ] as Outcome[],
      ] as const,
  ),
  ...[2, 3, 5, 77].map(
    (answer) =>
      [
        `AER-06: answer ${answer}`,
        (host: AerHost) => host.willAnswer(answer),
        [
          [answer, false],
          [answer, false],
          [answer, false],
          [null, false],
        ] as Outcome[],
      ] as const,
  ),
  ['AER-13: no answer in 300 s', (host) => host.willAnswer(timeout), none],
];

describe('AER decisions (6.3, A.14)', () => {
  for (const [condition, prepare, outcomes] of rows) {
    it.each(callbacks.map((name, i) => [name, outcomes[i] as Outcome] as const))(
      `${condition}: %s gives %j`,
      (name, [result, killed]) => {
        const host = new AerHost();
        prepare(host);
        const got = host.call(name);
        expect(got).toBe(result ?? 0);
        expect(host.killed()).toBe(killed);
      },
    );
  }

  it('AER-01: the defaults', () => {
    const host = new AerHost();
    host.unbind();
    const results = callbacks.map((name) => host.call(name));
    expect(results).toEqual([
      PCI_ERS_RESULT_CAN_RECOVER,
      PCI_ERS_RESULT_RECOVERED,
      PCI_ERS_RESULT_RECOVERED,
      0,
    ]);
  });
});

describe('AER-02 and AER-04 log lines', () => {
  it('one each where no guest has the device', () => {
    const host = new AerHost();
    host.close();
    const from = host.lines().length;
    for (const name of callbacks) host.call(name);
    expect(host.lines().slice(from)).toHaveLength(4);
  });

  it('without an AER handler error_detected is silent, the others log one each (section 13)', () => {
    const host = new AerHost();
    host.setFlags(0);
    const counts = callbacks.map((name) => {
      const from = host.lines().length;
      host.call(name);
      return host.lines().length - from;
    });
    expect(counts).toEqual([0, 1, 1, 1]);
  });
});

describe('AER-16, STUB-24 one lock', () => {
  it('a second callback waits for the first', () => {
    const host = new AerHost();
    host.begin('detected');
    let second: number | undefined;
    host.world.scheduler.spawn(
      'second',
      'aer',
      -1,
      (function* () {
        second = yield* host.loaded.pciDriver.errorHandlers.mmioEnabled(host.dev());
      })(),
    );
    host.settle();
    expect(host.guest.page.read32(abi.SH_AER)).toBe(abi.XEN_PCI_OP_aer_detected);
    host.answer(2);
    expect(host.guest.page.read32(abi.SH_AER)).toBe(abi.XEN_PCI_OP_aer_mmio);
    host.answer(5);
    expect(second).toBe(5);
  });

  it("so does the return of another guest's device, up to 300 s", () => {
    const cards = [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }];
    const host = new AerHost({ cards, parameters: { hide: '(03:00.0)(04:00.0)' } });
    host.connect(8, ['0000:04:00.0']);
    host.begin('detected');
    host.close(8);
    host.advance(200);
    expect(host.psdev('04:00.0')?.pdev).not.toBe(null);
    host.advance(101);
    expect(host.psdev('04:00.0')?.pdev).toBe(null);
  });

  it('config requests go on meanwhile', () => {
    const host = new AerHost();
    host.begin('detected');
    const { page } = host.guest;
    page.write32(abi.SH_OP + abi.OP_SIZE, 4);
    page.write32(abi.SH_FLAGS, page.read32(abi.SH_FLAGS) | abi.XEN_PCIF_active);
    host.send();
    expect(page.read32(abi.SH_OP + abi.OP_VALUE)).toBe(0x10d38086);
    expect(page.read32(abi.SH_FLAGS) & abi.XEN_PCIF_active).toBe(0);
    expect(host.verdict).toBe(undefined);
  });
});

describe("AER-22 the host's sequence", () => {
  const commands = (answer: number): number[] => {
    const host = new AerHost();
    const sent: number[] = [];
    host.beginRecover();
    while (host.guest.page.read32(abi.SH_FLAGS) & abi.XEN_PCIB_active) {
      sent.push(host.guest.page.read32(abi.SH_AER));
      host.answer(sent.length === 1 ? answer : 5);
    }
    return sent;
  };

  it('5: detected, resume; 2: with mmio; 3: with slot reset; 4: detected', () => {
    expect(commands(5)).toEqual([6, 7]);
    expect(commands(2)).toEqual([6, 8, 7]);
    expect(commands(3)).toEqual([6, 9, 7]);
    expect(commands(4)).toEqual([6]);
  });
});

describe('a disconnect during the wait', () => {
  it('unmaps the page that the wait goes on to look at (derived from EVT-25, AER-12)', () => {
    const host = new AerHost();
    host.begin('detected');
    host.disconnect();
    expect(() => host.advance(301)).toThrow(KernelOops);
  });
});

describe('XB-36 a leaked device', () => {
  it('a callback for it ends in the freed connection', () => {
    const host = new AerHost();
    host.close();
    const { connection } = host.connect(8, []);
    getPciDevBySlot(host.driver, connection, 0, 3, 0, 0);
    host.close(8);
    expect(() => host.call('detected')).toThrow(KernelOops);
  });
});

it.each(callbacks)('%s leaves no lock behind and no reference', (name: CallbackName) => {
  const host = new AerHost();
  host.willAnswer(4);
  host.call(name);
  expect(host.driver.sem.owner).toBe(undefined);
  expect(host.psdev()?.references).toBe(2);
  expect(host.tape.of(Ev.LockFault)).toEqual([]);
});
