import { describe, expect, it } from 'vitest';
import { XEN_PCI_OP_conf_write } from '../../abi/pciif.ts';
import { LogLevel } from '../../host/index.ts';
import { Ev } from '../../platform/recorder.ts';
import { Fixture, GUEST } from './testing/fixture.ts';

const write = { cmd: XEN_PCI_OP_conf_write, offset: -4, size: 3, value: 0xfffffffe } as const;

describe('request logging', () => {
  it('STUB-02: an ordinary request logs nothing', () => {
    const fixture = new Fixture();
    fixture.perform(write);
    expect(fixture.recording.of(Ev.Log)).toEqual([]);
  });

  it('shows request and reply as debug lines when switched on for the module', () => {
    const fixture = new Fixture();
    fixture.kernel.log.dynamicDebug.add('pciback');
    fixture.perform(write);
    expect(fixture.recording.lines()).toEqual([
      'guest 7: conf_write 0x0:0x0:0x0 offset -4 size 3 value 0xfffffffe',
      'guest 7: err -2 value 0xfffffffe',
    ]);
    expect(fixture.recording.of(Ev.Log)[0]).toMatchObject({ 0: LogLevel.Debug, 3: GUEST });
  });

  it('stays silent when switched on for another module', () => {
    const fixture = new Fixture();
    fixture.kernel.log.dynamicDebug.add('pcifront');
    fixture.perform(write);
    expect(fixture.recording.of(Ev.Log)).toEqual([]);
  });
});
