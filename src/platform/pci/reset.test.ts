import { beforeEach, describe, expect, test } from 'vitest';
import { noPoints } from '../points.ts';
import { Ev, type Recorder } from '../recorder.ts';
import { PciMachine } from './machine.ts';
import { ResetKind } from './reset.ts';
import { ENDPOINT, sampleConventional, sampleEndpoint } from './testing/sample-functions.ts';

let records: number[][];
let machine: PciMachine;

beforeEach(() => {
  records = [];
  const recorder: Recorder = {
    emit: (...record) => void records.push(record as number[]),
    text: () => 0,
    wordByWord: false,
  };
  machine = new PciMachine({ recorder, points: noPoints });
});

describe('power states', () => {
  const pmcsr = ENDPOINT.pm + 4;

  test('D3hot and back loses registers and device state without No_Soft_Reset', () => {
    const fn = machine.add(sampleEndpoint());
    fn.scratch = 7;
    fn.write(ENDPOINT.msix + 2, 2, 0x8000);
    fn.write(0x3c, 1, 0x55);
    fn.write(pmcsr, 2, 3);
    expect(fn.powerState).toBe(3);
    expect(fn.read(0x04, 2)).toBe(0x0007);
    expect(fn.decodesMemory()).toBe(false);
    fn.write(pmcsr, 2, 0);
    expect(fn.powerState).toBe(0);
    expect([fn.read(0x04, 2), fn.read(0x10, 4), fn.read(0x14, 4), fn.read(0x3c, 1)]).toEqual([0, 0xc, 0, 0]);
    expect([fn.msixEnabled, fn.scratch]).toEqual([false, 0]);
    expect(fn.read(ENDPOINT.express + 8, 2)).toBe(0x2810);
    expect(records).toEqual([[Ev.FunctionReset, fn.index, ResetKind.Soft]]);
  });

  test('with No_Soft_Reset D3hot and back changes nothing', () => {
    const fn = machine.add(sampleEndpoint({ noSoftReset: true }));
    fn.scratch = 7;
    const before = fn.config.slice();
    fn.write(pmcsr, 2, 3);
    fn.write(pmcsr, 2, 0);
    expect(fn.config).toEqual(before);
    expect(fn.scratch).toBe(7);
    expect(fn.resetMethods).toEqual(['flr']);
    expect(records).toEqual([]);
  });

  test('states it lacks, and shallower ones other than D0, are not entered', () => {
    const fn = machine.add(sampleEndpoint());
    fn.write(pmcsr, 2, 2);
    expect([fn.powerState, fn.read(pmcsr, 2) & 3]).toEqual([2, 2]);
    fn.write(pmcsr, 2, 1);
    expect(fn.read(pmcsr, 2) & 3).toBe(2);
    fn.write(pmcsr, 2, 0);
    expect(records).toEqual([]); // only D3hot loses state
    const { config } = sampleEndpoint();
    const poor = config.slice();
    poor[ENDPOINT.pm + 3] = 0xc8;
    const other = machine.add({ ...sampleEndpoint({ bus: 9 }), config: poor });
    other.write(pmcsr, 2, 1);
    expect(other.powerState).toBe(0);
  });

  test('PME status is cleared by 1, PME enable and status survive a reset, data select is kept by writes', () => {
    const fn = machine.add(sampleEndpoint());
    fn.config[pmcsr + 1] |= 0x80;
    fn.write(pmcsr, 2, 0x1e00 | 0x0100);
    expect(fn.read(pmcsr, 2)).toBe(0xbf00);
    fn.functionReset('flr');
    expect(fn.read(pmcsr, 2)).toBe(0xa100);
    fn.write(pmcsr, 2, 0x8100);
    expect(fn.read(pmcsr, 2)).toBe(0x2100);
  });
});

describe('resets', () => {
  test('FLR by Device Control: registers as after power-on, the bit reads 0', () => {
    const fn = machine.add(sampleEndpoint());
    fn.scratch = 1;
    fn.write(ENDPOINT.msi + 2, 2, 0x0021);
    expect(fn.msiEnabled).toBe(true);
    fn.write(ENDPOINT.express + 8, 2, 0xa810);
    expect([fn.read(0x04, 2), fn.read(0x18, 4), fn.scratch, fn.msiEnabled]).toEqual([0, 1, 0, false]);
    expect(fn.read(ENDPOINT.express + 8, 2)).toBe(0x2810);
    expect(records).toEqual([[Ev.FunctionReset, 0, ResetKind.Flr]]);
  });

  test('sticky registers (AER mask, payload size) survive FLR', () => {
    const fn = machine.add(sampleEndpoint());
    fn.write(ENDPOINT.aer + 8, 4, 0x00100000);
    fn.write(ENDPOINT.express + 8, 2, 0x2830);
    fn.functionReset('flr');
    expect(fn.read(ENDPOINT.aer + 8, 4)).toBe(0x00100000);
    expect(fn.read(ENDPOINT.express + 8, 2)).toBe(0x2830);
  });

  test('without the capability there is no FLR', () => {
    const fn = machine.add(sampleEndpoint({ flr: false }));
    expect(fn.resetMethods).toEqual(['pm']);
    fn.write(ENDPOINT.express + 8, 2, 0xa810);
    expect(fn.read(0x04, 2)).toBe(0x0007);
    expect(fn.functionReset('flr')).toBe(false);
    expect(records).toEqual([]);
  });

  test('AF: control bit resets and reads 0', () => {
    const { config, ...rest } = sampleConventional();
    const withAf = config.slice();
    withAf[0x06] |= 0x10;
    withAf[0x34] = 0x50;
    withAf.set([0x13, 0x00, 0x06, 0x03], 0x50);
    const fn = machine.add({ ...rest, config: withAf });
    expect(fn.resetMethods).toEqual(['af']);
    fn.write(0x54, 1, 1);
    expect([fn.read(0x54, 1), fn.read(0x04, 2)]).toEqual([0, 0]);
    expect(records).toEqual([[Ev.FunctionReset, 0, ResetKind.Af]]);
    fn.write(0x04, 2, 7);
    expect(fn.functionReset('af')).toBe(true);
    expect(fn.read(0x04, 2)).toBe(0);
  });

  test('a function with no method refuses; the PM method needs D0', () => {
    expect(machine.add(sampleConventional()).functionReset('pm')).toBe(false);
    const fn = machine.add(sampleEndpoint({ flr: false }));
    fn.write(ENDPOINT.pm + 4, 2, 3);
    expect(fn.functionReset('pm')).toBe(false);
    fn.write(ENDPOINT.pm + 4, 2, 0);
    expect(fn.functionReset('pm')).toBe(true);
  });

  test('a recorded power-on image is what a reset gives', () => {
    const powerOn = sampleEndpoint().config.slice();
    powerOn[0x04] = 0x02;
    const fn = machine.add({ ...sampleEndpoint(), powerOn });
    fn.functionReset('flr');
    expect([fn.read(0x04, 2), fn.read(0x10, 4)]).toEqual([2, 0xe000000c]);
  });
});
