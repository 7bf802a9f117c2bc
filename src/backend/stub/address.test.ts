import { describe, expect, it } from 'vitest';
import { EINVAL } from '../../abi/errno.ts';
import { parseQuirk, parseSlot } from './address.ts';

const device = { domain: 0, bus: 3, slot: 0, func: 0 };

describe('SYS-01 sysfs addresses (A.6)', () => {
  it.each([
    '0000:03:00.0',
    '0000:03:00.0\n',
    '0000:03:00.0\n\n',
    '  0000:03:00.0  ',
    '03:00.0',
    '0x0000:0x03:0x00.0x0',
    '0000: 03: 00. 0',
    '0000:03:00.0x',
  ])('%j is the device', (text) => {
    expect(parseSlot(text)).toEqual(device);
  });

  it.each(['03:00.*', '0000:03:00.*', '0000:03:00.*\n'])('%j has any function', (text) => {
    expect(parseSlot(text)).toEqual({ ...device, func: -1 });
  });

  it.each(['03:*.*', '0000:03:*.*', ' 0000:03:*.* '])('%j has any slot and function', (text) => {
    expect(parseSlot(text)).toEqual({ ...device, slot: -1, func: -1 });
  });

  it.each([
    '0000 :03:00.0',
    '03:*',
    '*:*.*',
    '0000:*:*.*',
    '0000:03:*.0',
    '0000:03:00',
    '03:00',
    '0000:03:00.',
    '\n',
    '0000:03:00.0 junk',
    '0000:03:00.0*',
    '03:00.0,04:00.0',
    '-1:03:00.0',
  ])('%j is -EINVAL', (text) => {
    expect(parseSlot(text)).toBe(-EINVAL);
  });

  it('out of range numbers are parsed', () => {
    expect(parseSlot('10000:100:20.8')).toEqual({ domain: 0x10000, bus: 0x100, slot: 0x20, func: 8 });
  });
});

describe('SYS-02 numbers are signed 32 bit', () => {
  it('ffffffff is a wildcard, and domain -1', () => {
    expect(parseSlot('0000:03:ffffffff.0')).toEqual({ ...device, slot: -1 });
    expect(parseSlot('0000:03:00.ffffffff')).toEqual({ ...device, func: -1 });
    expect(parseSlot('ffffffff:03:00.0')).toEqual({ ...device, domain: -1 });
  });
});

describe('QRK-01 quirk syntax (A.6)', () => {
  const quirk = { domain: 0, bus: 0, slot: 0x19, func: 0, reg: 0xe0, size: 2, mask: 0xff };

  it.each(['00:19.0-E0:2:FF', '0000:00:19.0-E0:2:FF\n', ' 00:19.0-E0:2:FF ', '00:19.0- E0:2:FF'])(
    '%j',
    (text) => {
      expect(parseQuirk(text)).toEqual(quirk);
    },
  );

  it('takes a 0x prefix', () => {
    expect(parseQuirk('00:19.0-E0:2:0x1FF')).toEqual({ ...quirk, mask: 0x1ff });
  });

  it('keeps the segment', () => {
    expect(parseQuirk('0001:00:19.0-E0:2:FF')).toEqual({ ...quirk, domain: 1 });
  });

  it.each(['00:19.0-E0:2', '00:19.*-E0:2:FF', '00:19.0 -E0:2:FF', '00:19.0-E0:2:FF x', '00:19.0', '\n'])(
    '%j is -EINVAL',
    (text) => {
      expect(parseQuirk(text)).toBe(-EINVAL);
    },
  );
});
