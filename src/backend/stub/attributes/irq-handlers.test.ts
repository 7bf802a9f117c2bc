import { describe, expect, it } from 'vitest';
import { EINVAL, ENOENT } from '../../../abi/errno.ts';
import { configWrite } from '../../config-space/access.ts';
import { controlIsr } from '../../operations/helper-isr.ts';
import { type HostOptions, StubHost } from '../testing/stub-host.ts';

const bound = (options: HostOptions = {}) => new StubHost({ parameters: { hide: '(03:00.0)' }, ...options });

/** The guest turns decode on or off; the helper follows as after a request. */
function decode(host: StubHost, command: number): void {
  configWrite(host.driver, host.dev(), 4, 2, command);
  controlIsr(host.driver, host.dev(), false);
}

describe('SYS-06 irq_handlers', () => {
  it('shows state, acknowledging and count of every bound device', () => {
    const host = bound({
      cards: [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }],
      parameters: { hide: '(03:00.0)(04:00.0)' },
    });
    decode(host, 3);
    host.data().handled = 12;
    expect(host.show('irq_handlers')).toBe('0000:04:00.0:off:not acking:0\n0000:03:00.0:on:acking:12\n');
  });

  it('leaves a device without data out', () => {
    const host = bound();
    host.dev().driverData = null;
    expect(host.show('irq_handlers')).toBe('');
  });
});

describe('SYS-07 irq_handler_state', () => {
  it('toggles; on also means acking, off leaves acking as it is', () => {
    const host = bound();
    expect(host.store('irq_handler_state', '03:00.0\n')).toBe(8);
    expect(host.data()).toMatchObject({ isrOn: true, ackIntr: true });
    host.store('irq_handler_state', '03:00.0');
    expect(host.data()).toMatchObject({ isrOn: false, ackIntr: true });
  });

  it('is -EINVAL for bad syntax, -ENOENT for what is not bound or has no data, SYS-12: or a wildcard', () => {
    const host = bound();
    expect(host.store('irq_handler_state', 'x')).toBe(-EINVAL);
    expect(host.store('irq_handler_state', '04:00.0')).toBe(-ENOENT);
    expect(host.store('irq_handler_state', '03:00.*')).toBe(-ENOENT);
    host.dev().driverData = null;
    expect(host.store('irq_handler_state', '03:00.0')).toBe(-ENOENT);
  });
});

describe('SYS-08 only the mark is flipped', () => {
  it('off: a later disable leaves the handler on its line, also after the return', () => {
    const host = bound();
    host.connect();
    decode(host, 3);
    host.store('irq_handler_state', '03:00.0');
    decode(host, 0);
    expect(host.data().irq).toBe(17);
    host.close();
    expect(host.show('irq_handlers')).toBe('0000:03:00.0:off:not acking:0\n');
    expect(host.data().irq).toBe(17);
  });

  it('`toggle-keeps-handler` can leave the mark to a change', () => {
    const host = bound({
      seams: {
        toggleHandler: (_driver, data) => {
          data.handled += 1;
        },
      },
    });
    expect(host.store('irq_handler_state', '03:00.0')).toBe(7);
    expect(host.data()).toMatchObject({ isrOn: false, handled: 1 });
  });
});
