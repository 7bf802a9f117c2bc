import { describe, expect, it } from 'vitest';
import { LogLevel } from '../../host/index.ts';
import { Ev } from '../../platform/recorder.ts';
import { SHARE_TEST_INTERVAL } from './helper-handler.ts';
import { Fixture } from './testing/fixture.ts';
import { LEGACY_IRQ } from './testing/function-config.ts';

/** A device with its helper on the line. */
function withHelper(): Fixture {
  const fixture = new Fixture();
  fixture.writeCommand(0x0002);
  return fixture;
}

/** Severity, suppressed, domain of each line. */
const lines = (fixture: Fixture) =>
  fixture.recording.of(Ev.Log).map(([severity, , suppressed, domid]) => [severity, suppressed, domid]);

const raise = (fixture: Fixture) => fixture.kernel.irqs.raise(LEGACY_IRQ, false);

describe('HelperHandler', () => {
  it('ISR-10: claims and counts while it is on and acknowledging', () => {
    const fixture = withHelper();
    expect(raise(fixture)).toBe(true);
    expect(raise(fixture)).toBe(true);
    expect(fixture.data.handled).toBe(2);
  });

  it.each(['isrOn', 'ackIntr'] as const)('ISR-10: not mine without %s', (flag) => {
    const fixture = withHelper();
    fixture.data[flag] = false;
    expect(raise(fixture)).toBe(false);
    expect(fixture.data.handled).toBe(0);
  });

  it('ISR-11: at the 1000th it stops acknowledging if no other domain shares the line', () => {
    const fixture = withHelper();
    for (let i = 1; i < SHARE_TEST_INTERVAL; i++) raise(fixture);
    expect(fixture.data).toMatchObject({ handled: 999, ackIntr: true });
    expect(lines(fixture)).toEqual([]);
    expect(raise(fixture)).toBe(true);
    expect(lines(fixture)).toEqual([[LogLevel.Info, 0, -1]]);
    expect(fixture.data).toMatchObject({ handled: 1000, ackIntr: false });
    expect(raise(fixture)).toBe(false);
    expect(fixture.data.handled).toBe(1000);
  });

  it('ISR-11: it goes on while the line is shared, or when the query fails', () => {
    const fixture = withHelper();
    fixture.kernel.irqs.setShared(LEGACY_IRQ, true);
    fixture.data.handled = 999;
    raise(fixture);
    expect(fixture.data.ackIntr).toBe(true);
    fixture.kernel.irqs.setShared(LEGACY_IRQ, false);
    fixture.kernel.irqs.setShareQueryFails(LEGACY_IRQ, true);
    fixture.data.handled = 1999;
    raise(fixture);
    expect(fixture.data).toMatchObject({ handled: 2000, ackIntr: true });
  });

  it('ISR-12: the count survives removal and installation', () => {
    const fixture = withHelper();
    raise(fixture);
    fixture.writeCommand(0);
    fixture.writeCommand(2);
    raise(fixture);
    expect(fixture.data.handled).toBe(2);
  });

  it('is fatal when it was left behind by a device without data', () => {
    const fixture = withHelper();
    fixture.dev.driverData = null;
    expect(() => raise(fixture)).toThrow(
      expect.objectContaining({ kind: 'null-dereference', site: 'xen_pcibk_guest_interrupt' }),
    );
  });
});
