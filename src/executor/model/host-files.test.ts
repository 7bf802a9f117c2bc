import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../../program/program.ts';
import { connected, executor, files, program } from './testing/bench.ts';

const nic = connected('nic');
const model = executor();
const play = (setup: Setup, ...actions: Action[]) => model.run(program(setup, ...actions), 'digest');

describe('files of sysfs', () => {
  it('SYS-*: give byte counts, texts and errors', () => {
    const execution = play(
      nic,
      { do: 'sysfs', attribute: 'new_slot', value: '0000:07:00.0\n' },
      { do: 'sysfs', attribute: 'remove_slot', value: '09:00.0' },
      { do: 'sysfs', attribute: 'quirks', value: '\n' },
      { do: 'sysfs', attribute: 'permissive', value: '' },
      { do: 'sysfs', attribute: 'slots', value: 'x' },
      { do: 'show', attribute: 'slots' },
      { do: 'show', attribute: 'permissive' },
      { do: 'show', attribute: 'new_slot' },
    );
    expect(files(execution)).toEqual([
      'new_slot = 0000:07:00.0\n: 13',
      'remove_slot = 09:00.0: -2',
      'quirks = \n: -22',
      'permissive = : 0',
      'slots = x: -5',
      'slots: 0000:03:00.0\n0000:07:00.0\n',
      'permissive: ',
      'new_slot: -5',
    ]);
  });

  it('STUB-02: of the parameters only permissive is writable', () => {
    const execution = play(
      nic,
      { do: 'parameter', permissive: 'Y' },
      { do: 'moduleParameter', name: 'permissive', value: 'maybe' },
      { do: 'moduleParameter', name: 'permissive', value: 'off' },
      { do: 'moduleParameter', name: 'permissive' },
      { do: 'moduleParameter', name: 'passthrough', value: 'Y' },
    );
    expect(files(execution)).toEqual([
      'parameters/permissive = Y: 1',
      'parameters/permissive = maybe: -22',
      'parameters/permissive = off: 3',
      'parameters/permissive: N\n',
      'parameters/passthrough = Y: -13',
    ]);
  });

  it('EOI-33: the delays of the event channel core are parameters', () => {
    const execution = play(
      nic,
      { do: 'moduleParameter', name: 'event_loop_timeout' },
      { do: 'moduleParameter', name: 'event_eoi_delay' },
      { do: 'moduleParameter', name: 'event_eoi_delay', value: '0x20' },
      { do: 'moduleParameter', name: 'event_eoi_delay' },
      { do: 'moduleParameter', name: 'event_eoi_delay', value: 'x' },
    );
    expect(files(execution).map((line) => line.replace('parameters/', ''))).toEqual([
      'event_loop_timeout: 2\n',
      'event_eoi_delay: 10\n',
      'event_eoi_delay = 0x20: 4',
      'event_eoi_delay: 32\n',
      'event_eoi_delay = x: -22',
    ]);
  });

  it('EOI-21: the backend device counts its events', () => {
    const execution = play(
      nic,
      { do: 'notify' },
      { do: 'eventStatistic', name: 'spurious_events' },
      { do: 'eventStatistic', name: 'spurious_threshold', value: '3' },
      { do: 'eventStatistic', name: 'spurious_threshold' },
      { do: 'eventStatistic', name: 'events', value: '3' },
    );
    expect(files(execution)).toEqual([
      'pci-1-0/spurious_events: 2\n',
      'pci-1-0/spurious_threshold = 3: 1',
      'pci-1-0/spurious_threshold: 3\n',
      'pci-1-0/events = 3: -13',
    ]);
    const idle = play({ ...nic, start: 'idle' }, { do: 'eventStatistic', name: 'events' });
    expect(files(idle)).toEqual(['pci-1-0/events: -2']);
  });
});
