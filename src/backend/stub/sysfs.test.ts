import { describe, expect, it } from 'vitest';
import { EINVAL, EIO, ENOENT } from '../../abi/errno.ts';
import { driverAttributes } from './attributes/table.ts';
import { showAttribute } from './sysfs.ts';
import { StubHost } from './testing/stub-host.ts';

describe('SYS driver attributes', () => {
  it('are these, with these modes', () => {
    const modes = Object.fromEntries(driverAttributes.map(({ name, mode }) => [name, mode.toString(8)]));
    expect(modes).toEqual({
      new_slot: '200',
      remove_slot: '200',
      slots: '444',
      quirks: '644',
      permissive: '644',
      allow_interrupt_control: '644',
      irq_handlers: '444',
      irq_handler_state: '200',
    });
    for (const { mode, show, store } of driverAttributes) {
      expect(show !== undefined).toBe((mode & 0o400) !== 0);
      expect(store !== undefined).toBe((mode & 0o200) !== 0);
    }
  });

  it('a store gives the full byte count', () => {
    expect(new StubHost().store('new_slot', ' 0000:03:00.0 \n')).toBe(15);
  });

  it('a zero-length write succeeds with 0, a lone newline is -EINVAL', () => {
    const host = new StubHost();
    expect(host.store('new_slot', '')).toBe(0);
    expect(host.store('permissive', '')).toBe(0);
    expect(host.store('new_slot', '\n')).toBe(-EINVAL);
  });

  it('write-only files cannot be read, nor read-only ones written', () => {
    const host = new StubHost();
    expect(showAttribute(host.loaded.pciDriver, 'new_slot')).toBe(-EIO);
    expect(host.store('slots', '03:00.0')).toBe(-EIO);
  });

  it('a listing holds at most 4095 bytes', () => {
    const host = new StubHost();
    host.store('new_slot', '03:*.*');
    host.store('new_slot', '04:*.*');
    const text = host.show('slots');
    expect(text).toHaveLength(4095);
    expect(text.slice(0, 26)).toBe('0000:03:00.0\n0000:03:00.1\n');
  });

  it('SYS-14: they go with the driver', () => {
    const host = new StubHost();
    expect(host.unload()).toBe(0);
    expect(host.store('new_slot', '03:00.0')).toBe(-ENOENT);
  });

  it('SYS-15: a toolstack makes a device assignable, and gives it back', () => {
    const host = new StubHost();
    expect(host.show('slots')).toBe('');
    host.store('new_slot', '0000:03:00.0');
    host.bind();
    expect(host.bound()).toEqual(['0000:03:00.0']);
    host.unbind();
    host.store('remove_slot', '0000:03:00.0');
    expect(host.show('slots')).toBe('');
    expect(host.bind()).toBeLessThan(0);
  });
});
