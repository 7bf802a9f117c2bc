import { describe, expect, it } from 'vitest';
import { wrapBackend } from '../../changes/change.ts';
import type { Action, Setup } from '../../program/program.ts';
import { connected, defect } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const nic = connected('nic');

describe('starvation: a line shared with the host', () => {
  const shared: Setup = { ...nic, devices: [{ name: 'nic', guest: 0, hostSharesLine: true }] };
  const storm: Action = { do: 'interrupt', times: 500 };
  const SHUT = 'starvation/line-shut/xen_pcibk_guest_interrupt';

  it('reports that the host gives it up after a failed enable_msix (OPS-18)', () => {
    expect(judged(shared, [{ do: 'op', cmd: 4, value: 99 }, storm])).toEqual([SHUT]);
  });

  it('reports it where no helper is installed (B13)', () => {
    const helpless = defect((seams) => wrapBackend(seams, 'installHelper', () => () => false));
    expect(judged(shared, [storm], helpless)).toEqual([SHUT]);
  });

  it.each<readonly [string, Setup, readonly Action[]]>([
    ['interrupts that the helper claims (ISR-10)', shared, [storm]],
    ['thousands of them while others share the line (ISR-11)', shared, [{ do: 'interrupt', times: 5000 }]],
    [
      'a helper that yields where nobody shares (ISR-11)',
      shared,
      [
        { do: 'lineShared', shared: 'no' },
        { do: 'interrupt', times: 5000 },
      ],
    ],
    ['a guest that turned decode off', shared, [{ do: 'op', cmd: 1, offset: 4, size: 2, value: 0 }, storm]],
    [
      'a guest that enables decode only after that',
      { ...shared, devices: [{ name: 'xhci', guest: 0, hostSharesLine: true }] },
      [storm, { do: 'op', cmd: 1, offset: 4, size: 2, value: 2 }],
    ],
    [
      'a helper that the host refused to install (ISR-07)',
      shared,
      [
        { do: 'op', cmd: 1, offset: 4, size: 2, value: 0 },
        { do: 'fault', what: 'requestIrq' },
        { do: 'op', cmd: 1, offset: 4, size: 2, value: 3 },
        storm,
      ],
    ],
    [
      'interrupts between enabling and the handler that the same request installs (ISR-13)',
      shared,
      [
        { do: 'op', cmd: 1, offset: 4, size: 2, value: 0 },
        {
          do: 'op',
          cmd: 1,
          offset: 4,
          size: 2,
          value: 5,
          at: [{ on: 'config', name: '0x4', nth: 4, then: [{ do: 'interrupt', times: 100 }] }],
        },
      ],
    ],
    [
      'a helper that yields because it was told in the middle of things that nobody shares (ISR-11)',
      shared,
      [
        { do: 'op', cmd: 0, at: [{ on: 'fetch', nth: 1, then: [{ do: 'lineShared', shared: 'no' }] }] },
        { do: 'interrupt', times: 5000 },
      ],
    ],
    [
      'interrupts while the host takes the device back (ISR-14)',
      { ...shared, devices: [{ name: 'e1000e', guest: 0, hostSharesLine: true }] },
      [
        { do: 'op', cmd: 2 },
        {
          do: 'toolstack',
          step: 'destroy',
          at: [{ on: 'config', name: '0x4', nth: 7, then: [{ do: 'interrupt', times: 100 }] }],
        },
        { do: 'toolstack', step: 'create' },
      ],
    ],
    ['a guest that uses MSI', shared, [{ do: 'op', cmd: 2 }, storm]],
    ['a line of the guest alone', nic, [{ do: 'op', cmd: 4, value: 99 }, storm]],
  ])('accepts %s', (_, setup, actions) => {
    expect(judged(setup, actions)).toEqual([]);
  });
});
