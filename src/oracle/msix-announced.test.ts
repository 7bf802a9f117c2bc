import { expect, it } from 'vitest';
import type { Action, Setup } from '../program/program.ts';
import { connected, findings, flaw, program } from './testing/bench.ts';

const silent = flaw('no-prepare-msix');
const found = ['host-integrity/msix-announced/pcistub_init_device'];
const create: Action = { do: 'toolstack', step: 'create' };
const judged = (setup: Setup, actions: Action[], changes = silent): string[] =>
  findings(program(setup, ...actions), changes, 'host-integrity');
const idle = (name: string): Setup => ({ ...connected(name), start: 'idle' });

it.each<[string, Setup, Action[], string[]]>([
  ['bound and given away', idle('e1000e'), [{ do: 'bind' }, create], found],
  [
    'bound again',
    connected('e1000e'),
    [{ do: 'unbind' }, { do: 'bind' }, { do: 'toolstack', step: 'destroy' }, create],
    found,
  ],
  ['bound, and nobody has it', idle('e1000e'), [{ do: 'bind' }], []],
  ['bound before', connected('e1000e'), [{ do: 'toolstack', step: 'destroy' }, create], []],
  ['without MSI-X', idle('pcnet'), [{ do: 'bind' }, create], []],
  [
    'whose physical function was reset and which answers no more',
    {
      ...idle('nvme-sriov#02:00.1'),
      topology: 'passthrough',
      devices: [
        { name: 'nvme-sriov#02:00.1', guest: 0 },
        { name: 'nvme-sriov#02:00.0', guest: 0 },
      ],
    },
    [{ do: 'bind', device: 1 }, { do: 'bind' }, create],
    [],
  ],
  [
    'whose physical function was reset, and which is unbound at the end',
    {
      ...idle('nvme-sriov#02:00.1'),
      topology: 'passthrough',
      devices: [
        { name: 'nvme-sriov#02:00.1', guest: 0 },
        { name: 'nvme-sriov#02:00.0', guest: 0 },
      ],
    },
    [{ do: 'bind', device: 1 }, { do: 'bind' }, create, { do: 'unbind' }],
    [],
  ],
  ['given away by another part of the host', idle('e1000e'), [{ do: 'deviceOwner', domid: 7 }], []],
])('STUB-10: a function %s', (_, setup, actions, expected) => {
  expect(judged(setup, actions)).toEqual(expected);
  expect(judged(setup, actions, [])).toEqual([]);
});
