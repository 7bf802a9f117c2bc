import { expect, it } from 'vitest';
import type { Action, Program, Setup } from '../../program/program.ts';
import { prove } from './testing/prove.ts';
import { findingsWith } from './testing/regress.ts';
import { vf0SharesSlot } from './vf0-shares-slot.ts';

prove(vf0SharesSlot, ['reply/slot-shared/xen_pcibk_add_pci_dev'], {
  devices: ['e1000e', 'sriov.lspci#0e:01.0'],
  silentWithFlaw: [1],
});

const lone = 'sriov.lspci#0e:01.0';
const beside = 'sriov.lspci#0e:01.1';
const scan: Action = { do: 'frontend', step: 'scan' };
const service: Action = { do: 'frontend', step: 'service' };
const setup: Setup = {
  topology: 'vpci',
  guests: 1,
  devices: [{ name: lone, guest: 0 }, { name: beside }],
  start: 'connected',
};

it('VPCI-05: with the true topology it is beside the other functions of its slot, which is right', () => {
  const devices = [lone, beside].map((name) => ({ name, guest: 0 }));
  const program: Program = { setup: { ...setup, topology: 'passthrough', devices }, actions: [scan] };
  expect([findingsWith([], program), findingsWith([vf0SharesSlot], program)]).toEqual([[], []]);
});

it('VPCI-04: another function may get the slot that it had', () => {
  const unplug: Action[] = [
    { do: 'toolstack', step: 'remove' },
    service,
    service,
    { do: 'toolstack', step: 'reap' },
  ];
  const plug: Action[] = [{ do: 'toolstack', step: 'add', device: 1 }, service, service];
  const program: Program = { setup, actions: [scan, ...unplug, ...plug, scan] };
  expect([findingsWith([], program), findingsWith([vf0SharesSlot], program)]).toEqual([[], []]);
});
