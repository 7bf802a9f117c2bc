import { describe, expect, it } from 'vitest';
import { EINVAL, ENODEV, EOPNOTSUPP } from '../../abi/errno.ts';
import { type HostOptions, StubHost } from '../../backend/stub/testing/stub-host.ts';
import { makeProfile } from '../profiles.ts';

const REFUSED = -38;

/** A host of one version, in a dom0 that is PVH unless said otherwise. */
function host(version: 'linux-6.1' | 'linux-6.12', options: HostOptions = {}): StubHost {
  const made = makeProfile(version);
  if ('problem' in made) throw new Error(made.problem.kind);
  const { backend, host } = made.profile.seams;
  return new StubHost({
    parameters: { hide: '(03:00.0)' },
    config: { pvh: true },
    ...options,
    seams: backend,
    hostSeams: host,
  });
}

describe('reset-notice', () => {
  it('CHG-02: bind, return and release each tell the hypervisor', () => {
    const pvh = host('linux-6.12');
    const dev = pvh.dev();
    expect(dev.resetNotices).toBe(1);
    pvh.connect();
    pvh.close();
    expect(dev.resetNotices).toBe(2);
    pvh.unbind();
    expect(dev.resetNotices).toBe(3);
  });

  it('CHG-02: not in a PV dom0, and not in 6.1', () => {
    for (const other of [host('linux-6.12', { config: { pvh: false } }), host('linux-6.1')]) {
      other.connect();
      other.close();
      other.unbind();
      expect(other.dev().resetNotices).toBe(0);
    }
  });

  it('CHG-03: a refusal ends the bind; return and release go on', () => {
    const refused = (pvh: StubHost) => {
      pvh.kernel.pci.physdevError = REFUSED;
    };
    expect(host('linux-6.12', { before: refused }).bound()).toEqual([]);
    expect(host('linux-6.1', { before: refused }).bound()).toEqual(['0000:03:00.0']);
    const pvh = host('linux-6.12');
    pvh.connect();
    refused(pvh);
    pvh.close();
    expect(pvh.psdev()?.pdev).toBe(null);
    pvh.unbind();
    expect(pvh.dev().driver).toBe(null);
  });

  it('CHG-08: a segment the hypervisor has no number for is passed over', () => {
    const at = '10000:03:00.0';
    const pvh = host('linux-6.12', { cards: [{ at }], parameters: { hide: '' } });
    pvh.dev(at).driverOverride = 'pciback';
    expect([pvh.bind(at), pvh.dev(at).resetNotices]).toEqual([0, 0]);
  });
});

describe('gsi-setup', () => {
  it('CHG-04: a bound device has its interrupt set up', () => {
    expect(host('linux-6.12').dev().gsi).toBe(17);
    expect(host('linux-6.1').dev().gsi).toBe(-1);
    expect(host('linux-6.12', { config: { pvh: false } }).dev().gsi).toBe(-1);
  });

  it('CHG-04: one without a pin is not bound', () => {
    const pinless: HostOptions = { cards: [{ at: '03:00.0', irq: 0 }], parameters: { hide: '' } };
    const bind = (pvh: StubHost) => {
      pvh.dev().driverOverride = 'pciback';
      return pvh.bind();
    };
    expect(bind(host('linux-6.12', pinless))).toBe(-EINVAL);
    expect(bind(host('linux-6.12', { ...pinless, config: { pvh: false } }))).toBe(0);
    expect(bind(host('linux-6.1', pinless))).toBe(0);
  });
});

describe('gsi-lookup', () => {
  const look = ({ driver }: StubHost, bus: number) => driver.seams.gsiFromAddress(driver, 0, bus, 0);

  it('CHG-05: gives the number of a bound device, -ENODEV for others', () => {
    expect([look(host('linux-6.12'), 3), look(host('linux-6.12'), 4)]).toEqual([17, -ENODEV]);
    expect(look(host('linux-6.1'), 3)).toBe(-EOPNOTSUPP);
  });
});
