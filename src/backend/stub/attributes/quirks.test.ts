import { describe, expect, it } from 'vitest';
import { EINVAL, ENODEV, ENOMEM } from '../../../abi/errno.ts';
import { KernelOops } from '../../../platform/oops.ts';
import { configRead } from '../../config-space/access.ts';
import { DeviceData } from '../../device-data.ts';
import { type HostOptions, StubHost } from '../testing/stub-host.ts';

const bound = (options: HostOptions = {}) => new StubHost({ parameters: { hide: '(03:00.0)' }, ...options });

/** Lines of the listing that describe fields at `offset`. */
const fieldsAt = (host: StubHost, offset: string) =>
  host
    .show('quirks')
    .split('\n')
    .filter((line) => line.startsWith(`\t\t${offset}:`));

describe('QRK-02, QRK-03 check order', () => {
  it.each([
    ['03:00.0-1000:2:FF', -EINVAL],
    ['03:00.0-ffffffff:2:FF', -EINVAL],
    ['03:00.0-F0:2:10000', -EINVAL],
    ['03:00.0-F0:1:100', -EINVAL],
    ['03:00.0-F0:0:1', -EINVAL],
    ['04:00.0-1000:2:FF', -EINVAL],
    ['04:00.0-F0:0:1', -EINVAL],
    ['04:00.0-F0:2:FF', -ENODEV],
    ['04:00.0-F0:0:0', -ENODEV],
    ['03:00.0-F0:0:0', -EINVAL],
    ['03:00.0-F0:3:FFFFFF', -EINVAL],
    ['03:00.0-F0:8:FFFFFFFF', -EINVAL],
    ['03:00.0-F0:ffffffff:1', -EINVAL],
    ['03:00.*-F0:2:FF', -EINVAL],
    ['abc', -EINVAL],
  ])('%s is %i', (text, err) => {
    const host = bound();
    expect(host.store('quirks', text)).toBe(err);
    expect(host.data().fields.some(({ dynamic }) => dynamic)).toBe(false);
  });

  it.each(['03:00.0-F0:1:FF', '03:00.0-F0:2:FFFF', '03:00.0-F0:4:FFFFFFFF', '03:00.0-FFF:1:0'])(
    '%s is taken',
    (text) => {
      expect(bound().store('quirks', text)).toBe(text.length);
    },
  );

  it('no memory is -ENOMEM, before a bad size is', () => {
    const host = bound();
    host.world.faults.alloc = 1;
    expect(host.store('quirks', '03:00.0-F0:3:FF')).toBe(-ENOMEM);
    expect(host.store('quirks', '03:00.0-F0:3:FF')).toBe(-EINVAL);
  });
});

describe('QRK-11 listing', () => {
  it('address, ids, then every field with its mask', () => {
    const host = bound();
    host.store('quirks', '03:00.0-F0:2:FF');
    const lines = host.show('quirks').split('\n');
    expect(lines[0]).toBe('03:00.0');
    expect(lines[1]).toBe('\t8086:10d3:1af4:0001');
    expect(lines[2]).toBe('\t\t00000000:2:00000000');
    expect(lines.slice(2, -1)).toHaveLength(host.data().fields.length);
    expect(lines.at(-2)).toBe('\t\t000000f0:2:000000ff');
    expect(lines.at(-1)).toBe('');
  });

  it('QRK-08: a used offset is a success without a second line', () => {
    const host = bound();
    const text = '03:00.0-10:4:FF';
    expect(host.store('quirks', text)).toBe(text.length);
    expect(fieldsAt(host, '00000010')).toEqual(['\t\t00000010:4:00000000']);
  });

  it('is cut at 4095 bytes, also inside a line', () => {
    const host = bound();
    for (let at = 0x100; at < 0x200; at++) host.store('quirks', `03:00.0-${at.toString(16)}:1:FF`);
    const text = host.show('quirks');
    expect(text).toHaveLength(4095);
    expect(text.endsWith('\n')).toBe(false);
  });
});

describe('A.13 quirk fields', () => {
  it('have their effect, and are gone after the return (QRK-10)', () => {
    const host = bound();
    host.connect();
    for (const quirk of ['10:4:0', '11:1:0', 'E1:2:0']) host.store('quirks', `03:00.0-${quirk}`);
    host.dev().fn.config[0x11] = 0x77;
    const out = { value: 0 };
    expect(configRead(host.driver, host.dev(), 0x10, 4, out)).toBe(0);
    expect(out.value).toBe(0xe0007700);
    expect(configRead(host.driver, host.dev(), 0xe0, 4, out)).toBe(-2);
    expect(configRead(host.driver, host.dev(), 0xe4, 4, out)).toBe(0);
    host.close();
    expect(configRead(host.driver, host.dev(), 0xe0, 4, out)).toBe(0);
    expect(configRead(host.driver, host.dev(), 0x10, 4, out)).toBe(0);
    expect(out.value).toBe(0xe0000000);
  });
});

describe('QRK-12, QRK-14 twins', () => {
  const cards = [{ at: '03:00.0' }, { at: '04:00.0', irq: 18 }];
  const parameters = { hide: '(03:00.0)(04:00.0)' };

  it('a record whose device is gone is fatal for the host', () => {
    const host = bound({ cards, parameters });
    host.unbind('03:00.0');
    expect(host.driver.quirks.map(({ dev }) => dev.name)).toEqual(['0000:03:00.0']);
    expect(() => host.show('quirks')).toThrow(KernelOops);
  });

  it('bound again it is listed twice and its twin not at all, whose writes still work', () => {
    const host = bound({ cards, parameters });
    host.unbind('03:00.0');
    host.bind('03:00.0');
    const addresses = host
      .show('quirks')
      .split('\n')
      .filter((line) => /^[0-9a-f]/.test(line));
    expect(addresses).toEqual(['03:00.0', '03:00.0']);
    const text = '04:00.0-F0:1:FF';
    expect(host.store('quirks', text)).toBe(text.length);
    expect(host.data('04:00.0').fields.at(-1)?.offset).toBe(0xf0);
  });

  it('`quirk-record-by-device` can skip it', () => {
    const host = bound({
      cards,
      parameters,
      seams: { listsQuirk: (_driver, { dev }) => dev.driverData instanceof DeviceData },
    });
    host.unbind('03:00.0');
    expect(host.show('quirks')).toBe('');
  });
});
