import { describe, expect, it } from 'vitest';
import { PCI_HEADER_TYPE } from '../abi/pci-regs.ts';
import { Ev } from '../platform/recorder.ts';
import type { Action, Setup } from '../program/program.ts';
import { execute, findings, library, program, shippedNames, violations } from './testing/bench.ts';

const service: Action = { do: 'frontend', step: 'service' };
const recovery = (state: number): Action[] => [
  { do: 'aer', callback: 'recover', state },
  service,
  service,
  service,
  service,
];

/** A guest's whole life with one device, a second one that is plugged in and out, and then a second guest. */
const life: readonly Action[] = [
  { do: 'frontend', step: 'scan' },
  { do: 'frontend', step: 'enable' },
  { do: 'frontend', step: 'msi' },
  { do: 'interrupt', times: 3 },
  { do: 'op', cmd: 3 },
  { do: 'frontend', step: 'msix' },
  { do: 'interrupt', times: 3 },
  { do: 'op', cmd: 5 },
  ...recovery(1),
  ...recovery(2),
  { do: 'toolstack', step: 'add', device: 1 },
  service,
  service,
  { do: 'frontend', step: 'enable' },
  { do: 'toolstack', step: 'remove', device: 1 },
  service,
  service,
  { do: 'toolstack', step: 'reap' },
  { do: 'toolstack', step: 'offline' },
  { do: 'frontend', step: 'close' },
  { do: 'toolstack', step: 'destroy' },
  { do: 'toolstack', guest: 1, step: 'destroy' },
  { do: 'toolstack', guest: 1, step: 'create', device: 0 },
  { do: 'frontend', guest: 1, step: 'publish' },
  { ...service, guest: 1 },
  { do: 'frontend', guest: 1, step: 'enable' },
  { do: 'frontend', guest: 1, step: 'msix' },
];

const lifeWith = (name: string, topology: Setup['topology'] = 'vpci') => {
  const second = name.startsWith('e1000e') ? 'edu' : 'e1000e';
  return program(
    { topology, guests: 2, devices: [{ name, guest: 0 }, { name: second }], start: 'connected' },
    ...life,
  );
};

const isBridge = (name: string): boolean =>
  ((library.get(name)?.description.config[PCI_HEADER_TYPE] ?? 0) & 0x7f) === 1;
/** One device of each dump, and a virtual function. */
const endpoints = shippedNames.filter(
  (name, index, names) =>
    !isBridge(name) &&
    (name === 'nvme-sriov#02:00.1' ||
      names.findIndex((other) => !isBridge(other) && other.split('#')[0] === name.split('#')[0]) === index),
);

describe('a well-behaved guest', () => {
  it('has devices of many kinds to be tried with', () => {
    expect(endpoints.length).toBeGreaterThan(14);
    expect(endpoints.some((name) => library.get(name)?.description.isVf)).toBe(true);
  });

  it.each(endpoints)('with %s is no offence to any oracle', (name) => {
    expect(violations(lifeWith(name))).toEqual([]);
  });

  it.each(['e1000e', 'nvme-sriov#02:00.1', ...shippedNames.filter(isBridge).slice(0, 3)])(
    'with %s passed through as it is, neither',
    (name) => {
      expect(violations(lifeWith(name, 'passthrough'))).toEqual([]);
    },
  );

  it('with a bridge on the virtual bus is no worse than the bridge itself (VPCI-07)', () => {
    expect(findings(lifeWith('pcie-root-port#00:1c.6'))).toEqual([
      'host-integrity/bridge/xen_pcibk_add_pci_dev',
    ]);
  });

  it('lives through all of it: every action is played and the second guest ends with its device at work', () => {
    const { crash, final, log } = execute(lifeWith('e1000e'));
    expect(crash).toBeNull();
    expect(log.has(Ev.StepLimit) || log.truncated).toBe(false);
    expect([...log.records()].filter(({ code }) => code === Ev.Action)).toHaveLength(life.length);
    expect(final.connections.map(({ backendState, frontendState }) => [backendState, frontendState])).toEqual(
      [
        [0, 0],
        [4, 4],
      ],
    );
    expect(
      final
        .devices()
        .filter(({ inUse }) => inUse)
        .map(({ state }) => [state.msixEnabled, state.enableCount]),
    ).toEqual([[true, 1]]);
  });

  it('with modes that root granted is no offence either, but for permissive that outlives it (STUB-21)', () => {
    const { setup, actions } = lifeWith('e1000e');
    const mode = (granted: object) => ({
      ...setup,
      devices: [{ ...setup.devices[0], name: 'e1000e', ...granted }, ...setup.devices.slice(1)],
    });
    expect(findings({ setup: mode({ interruptControl: true }), actions })).toEqual([]);
    expect(findings({ setup: mode({ hostSharesLine: true }), actions })).toEqual([]);
    expect(findings({ setup: mode({ permissive: true }), actions })).toEqual([
      'leak/permissive/pcistub_put_pci_dev',
    ]);
  });
});
