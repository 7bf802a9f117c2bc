import { describe, expect, it } from 'vitest';
import { wrapBackend } from '../changes/change.ts';
import type { Action, Setup } from '../program/program.ts';
import { at } from '../program/testing/at.ts';
import { connected, defect, findings, program } from './testing/bench.ts';

const two = connected('nic', 'pm-nic');
const judged = (
  setup: Setup,
  actions: readonly Action[],
  changes: Parameters<typeof findings>[1] = [],
): string[] => findings(program(setup, ...actions), changes, 'isolation');

const handOver: Action[] = [
  { do: 'toolstack', guest: 1, step: 'destroy' },
  { do: 'toolstack', guest: 1, step: 'create', device: 0 },
  { do: 'frontend', guest: 1, step: 'publish' },
  { do: 'frontend', guest: 1, step: 'service' },
];
/** A device may be taken although another guest has it. */
const takenTwice = defect((seams) => wrapBackend(seams, 'mayTake', () => () => true));

describe('isolation: devices', () => {
  const explicit = { device: -1, domain: 0, bus: 0, devfn: 0 } as const;

  it('reports a read of a device that belongs to another guest (XB-34)', () => {
    const read: Action = { do: 'op', cmd: 0, ...explicit, offset: 0x40, size: 4 };
    expect(judged(two, [...handOver, read], takenTwice)).toContain(
      'isolation/config-reads/xen_pcibk_do_one_op',
    );
    expect(judged(two, [...handOver, read])).toEqual([]);
  });

  it('reports a write to one', () => {
    const write: Action = { do: 'op', cmd: 1, ...explicit, offset: 0x0c, size: 1, value: 8 };
    expect(judged(two, [...handOver, write], takenTwice)).toContain(
      'isolation/config-writes/xen_pcibk_do_one_op',
    );
    expect(judged(two, [...handOver, write])).toEqual([]);
  });

  it('reports a request whose device is taken away while it is served (XB-45)', () => {
    const taken = (request: Action): Action[] => [
      { ...request, hold: true },
      { do: 'toolstack', step: 'remove', hold: true },
      { do: 'frontend', step: 'reconfiguring', hold: true },
      {
        do: 'run',
        task: 'worker',
        at: [at('config', undefined, 1, { do: 'run', task: 'xenwatch', steps: 64 })],
      },
    ];
    expect(judged(connected('nic'), taken({ do: 'op', cmd: 0, offset: 4 }))).toEqual([
      'isolation/config-reads/xen_pcibk_do_one_op',
    ]);
    expect(
      judged(connected('nic'), taken({ do: 'op', cmd: 1, base: 'pm', offset: 4, size: 2, value: 3 })),
    ).toEqual(['isolation/config-reads/xen_pcibk_do_one_op', 'isolation/config-writes/xen_pcibk_do_one_op']);
  });

  it('accepts that a virtual function has its physical one looked at (OPS-13)', () => {
    const vf = connected('nvme-sriov#02:00.1');
    expect(
      judged(vf, [
        { do: 'op', cmd: 1, offset: 4, size: 2, value: 6 },
        { do: 'op', cmd: 4, value: 1 },
      ]),
    ).toEqual([]);
  });

  it('accepts a device that changes hands in order', () => {
    const release: Action[] = [{ do: 'toolstack', guest: 0, step: 'destroy' }, ...handOver];
    expect(
      judged(two, [...release, { do: 'op', guest: 1, cmd: 0, offset: 0, device: 0 }], takenTwice),
    ).toEqual([]);
  });
});

describe('isolation: pages', () => {
  it('reports a worker that touches the page of another guest (EVT-11)', () => {
    const crossed = defect((seams) =>
      wrapBackend(seams, 'takeRequest', (previous) => (connection) => {
        const [first = connection] = connection.driver.connections;
        return previous(first);
      }),
    );
    const read: Action = { do: 'op', guest: 1, device: 1, cmd: 0 };
    expect(judged(two, [read], crossed)).toContain('isolation/page/xen_pcibk_do_op');
    expect(judged(two, [{ ...read, guest: 0, device: 0 }], crossed)).toEqual([]);
    expect(judged(two, [read])).toEqual([]);
  });
});

describe('isolation: the configuration window', () => {
  it('reports a negative offset on a segment that is only reached through ECAM (CONF-34)', () => {
    expect(judged(connected('segment-1'), [{ do: 'op', cmd: 0, offset: -4096 }])).toEqual([
      'isolation/CONF-34/xen_pcibk_config_read',
    ]);
    expect(judged(connected('nic'), [{ do: 'op', cmd: 0, offset: -4096 }])).toEqual([]);
    expect(judged(connected('segment-1'), [{ do: 'op', cmd: 0, offset: 0xffc }])).toEqual([]);
  });
});
