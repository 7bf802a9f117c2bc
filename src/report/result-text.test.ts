import { describe, expect, it } from 'vitest';
import type { Action } from '../program/program.ts';
import { program, run } from './testing/run.ts';
import { renderTrace } from './trace.ts';

const trace = (...actions: Action[]): string =>
  renderTrace(run(program(actions, { name: 'e1000e' }, { start: 'unloaded' })));

describe('results of what root does', () => {
  it('are lines of a trace', () => {
    const text = trace(
      { do: 'unload' },
      { do: 'load', hide: '{0}' },
      { do: 'load', hide: '({0})' },
      { do: 'show', attribute: 'slots' },
      { do: 'sysfs', attribute: 'remove_slot', value: '09:00.0' },
      { do: 'bind' },
      { do: 'aer', callback: 'recover' },
      { do: 'xenstore', by: 'guest', access: 'read', path: '{backend}/state' },
      { do: 'gsi' },
      { do: 'unload' },
    );
    for (const line of [
      'unloading the driver fails: -2 (ENOENT)',
      'loading the driver fails: -22 (EINVAL)',
      'the driver is loaded',
      'slots: read gives "0000:01:00.0\\x0a"',
      'remove_slot: write of "09:00.0" fails: -2 (ENOENT)',
      'bind of 0000:01:00.0 to pciback fails: -16 (EBUSY)',
      'recovery of 0000:01:00.0 ends with 5 (RECOVERED): success',
      'xenstore access of /local/domain/0/backend/pci/1/0/state fails: -2 (ENOENT)',
      'GSI of 0000:01:00.0: -95 (EOPNOTSUPP)',
      'the driver is unloaded',
    ])
      expect(text).toContain(line);
  });
});
