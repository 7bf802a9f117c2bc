import { describe, expect, it } from 'vitest';
import { EINVAL, ENODEV, ENXIO } from '../../../abi/errno.ts';
import { type HostOptions, StubHost } from '../testing/stub-host.ts';

const cards = [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }, { at: '05:00.0', irq: 19 }];
const bound = (options: HostOptions = {}) =>
  new StubHost({ cards, parameters: { hide: '(03:00.0)(04:00.0)' }, ...options });

describe.each([
  ['permissive', 'permissive'],
  ['allow_interrupt_control', 'allowInterruptControl'],
] as const)('SYS-09, SYS-11 %s', (attribute, flag) => {
  it('sets the flag of one device, once and again', () => {
    const host = bound();
    expect(host.store(attribute, '0000:03:00.0\n')).toBe(13);
    expect(host.store(attribute, '03:00.0')).toBe(7);
    expect(host.data()[flag]).toBe(true);
    expect(host.data('04:00.0')[flag]).toBe(false);
  });

  it('is -EINVAL, -ENODEV for what is not bound, SYS-12: or a wildcard, -ENXIO without data', () => {
    const host = bound();
    expect(host.store(attribute, 'x')).toBe(-EINVAL);
    expect(host.store(attribute, '05:00.0')).toBe(-ENODEV);
    expect(host.store(attribute, '03:00.*')).toBe(-ENODEV);
    expect(host.store(attribute, '03:*.*')).toBe(-ENODEV);
    host.dev().driverData = null;
    expect(host.store(attribute, '03:00.0')).toBe(-ENXIO);
  });

  it('lists the devices that have it, one per line (SYS-10)', () => {
    const host = bound();
    expect(host.show(attribute)).toBe('');
    host.store(attribute, '03:00.0');
    host.store(attribute, '04:00.0');
    expect(host.show(attribute)).toBe('0000:04:00.0\n0000:03:00.0\n');
  });

  it('ends with the binding', () => {
    const host = bound();
    host.store(attribute, '03:00.0');
    host.unbind();
    host.bind();
    expect(host.data()[flag]).toBe(false);
  });
});

describe('SYS-09 permissive', () => {
  it('warns in two lines at the first set only', () => {
    const host = bound();
    const from = host.lines().length;
    host.store('permissive', '03:00.0');
    expect(host.lines().slice(from)).toHaveLength(2);
    host.store('permissive', '03:00.0');
    expect(host.lines().slice(from)).toHaveLength(2);
  });

  it('SYS-10: the global parameter is not in the list', () => {
    const host = bound({ parameters: { hide: '(03:00.0)', permissive: true } });
    expect(host.show('permissive')).toBe('');
  });
});

describe('SYS-11 allow_interrupt_control', () => {
  it('warns of nothing', () => {
    const host = bound();
    const from = host.lines().length;
    host.store('allow_interrupt_control', '03:00.0');
    expect(host.lines().slice(from)).toEqual([]);
  });
});
