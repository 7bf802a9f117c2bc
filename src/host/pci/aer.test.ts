import { describe, expect, it } from 'vitest';
import { pci_channel_io_frozen, pci_channel_io_normal, pci_channel_io_perm_failure } from '../../abi/aer.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { PciDevice, PciDriver, PciErrorHandlers } from './device.ts';
import { testBridge, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

/** Answers every callback with the same value, as a guest does that gives one answer. */
class Answering implements PciDriver, PciErrorHandlers {
  readonly name = 'answering';
  readonly errorHandlers = this;
  readonly calls: string[];
  answer: number;

  constructor(answer: number, calls: string[] = []) {
    this.answer = answer;
    this.calls = calls;
  }

  *probe(): Steps<number> {
    yield undefined;
    return 0;
  }

  *remove(): Steps {
    yield undefined;
  }

  *errorDetected(_dev: PciDevice, state: number): Steps<number> {
    this.calls.push(`detected ${state}`);
    yield undefined;
    return this.answer;
  }

  *mmioEnabled(): Steps<number> {
    this.calls.push('mmio');
    yield undefined;
    return this.answer;
  }

  *slotReset(): Steps<number> {
    this.calls.push('reset');
    yield undefined;
    return this.answer;
  }

  *resume(): Steps {
    this.calls.push('resume');
    yield undefined;
  }
}

describe('AER-22 sequence by the answer', () => {
  it.each([
    [5, ['detected 1', 'resume'], true],
    [2, ['detected 1', 'mmio'], false],
    [3, ['detected 1', 'reset'], false],
    [4, ['detected 1'], false],
    [1, ['detected 1', 'mmio', 'resume'], true],
    [77, ['detected 1'], false],
  ])('%i', (answer, expected, success) => {
    const rig = new PciRig();
    const driver = new Answering(answer as number);
    rig.dev.driver = driver;
    const verdict = rig.run(rig.pci.recover(rig.dev, pci_channel_io_normal));
    expect(driver.calls).toEqual(expected);
    expect(verdict === 5).toBe(success);
    expect(rig.recorder.of(Ev.AerVerdict)).toHaveLength((expected as string[]).length);
    expect(rig.dev.lock.owner).toBeUndefined();
  });
});

it('asks every driver below the nearest bridge, and joins the votes', () => {
  const rig = new PciRig([
    testBridge(),
    testFunction(),
    testFunction({ devfn: 1 }),
    testFunction({ devfn: 2 }),
  ]);
  const [, first, second] = rig.pci.devices as [PciDevice, PciDevice, PciDevice];
  const calls: string[] = [];
  first.driver = new Answering(5, calls);
  second.driver = new Answering(4, calls);
  expect(rig.run(rig.pci.recover(first, pci_channel_io_normal))).toBe(4);
  expect(calls).toEqual(['detected 1', 'detected 1']);
});

it('a frozen channel has the bus reset after the first callback', () => {
  const rig = new PciRig([testBridge(), testFunction()]);
  const below = rig.pci.devices[1] as PciDevice;
  below.driver = new Answering(5);
  below.fn.scratch = 1;
  expect(rig.run(rig.pci.recover(below, pci_channel_io_frozen))).toBe(5);
  expect(below.fn.scratch).toBe(0);
  expect(below.errorState).toBe(pci_channel_io_normal);
});

it('a frozen channel that cannot be reset fails', () => {
  const rig = new PciRig([testFunction({ reset: 'none' })]);
  const driver = new Answering(5);
  rig.dev.driver = driver;
  rig.run(rig.pci.recover(rig.dev, pci_channel_io_frozen));
  expect(driver.calls).toEqual(['detected 2']);
});

it('CONF-35 a permanent failure marks the function as gone', () => {
  const rig = new PciRig();
  const driver = new Answering(5);
  rig.dev.driver = driver;
  rig.run(rig.pci.recover(rig.dev, pci_channel_io_perm_failure));
  expect(driver.calls).toEqual(['detected 3']);
  expect(rig.dev.disconnected).toBe(true);
});

it('CONF-35 what is gone stays gone when the bus recovers', () => {
  const rig = new PciRig([testBridge(), testFunction(), testFunction({ devfn: 8 })]);
  const [, below, gone] = rig.pci.devices as [PciDevice, PciDevice, PciDevice];
  below.driver = new Answering(5);
  rig.pci.markDisconnected(gone);
  expect(rig.run(rig.pci.recover(below, pci_channel_io_frozen))).toBe(5);
  expect([below.errorState, gone.disconnected]).toEqual([pci_channel_io_normal, true]);
});

it('how votes join can be changed alone', () => {
  const rig = new PciRig([testFunction()], { mergeAerResult: () => 5 });
  rig.dev.driver = new Answering(4);
  expect(rig.run(rig.pci.recover(rig.dev, pci_channel_io_normal))).toBe(5);
});
