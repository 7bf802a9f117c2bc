import { describe, expect, it } from 'vitest';
import type { Change } from '../changes/change.ts';
import { connectedNeedsAttach } from '../changes/hardenings/connected-needs-attach.ts';
import { skipUnknownUnplug } from '../changes/hardenings/skip-unknown-unplug.ts';
import type { Action, Setup } from '../program/program.ts';
import { at } from '../program/testing/at.ts';
import { bound, connected, findings, program, together } from './testing/bench.ts';

const nic = connected('nic');
const judged = (setup: Setup, actions: readonly Action[], changes: readonly Change[] = []): string[] =>
  findings(program(setup, ...actions), changes, 'xenbus');

const create: Action = { do: 'toolstack', step: 'create' };
const state = (value: string): Action => ({ do: 'node', name: 'state', value });
const service: Action = { do: 'frontend', step: 'service' };
const UNATTACHED = 'xenbus/connected-unattached/xen_pcibk_frontend_changed';
const AFTER_CLOSING = 'xenbus/connected-after-closing/xen_pcibk_frontend_changed';
const STUCK = 'xenbus/stuck-reconfiguring/xen_pcibk_reconfigure';

describe('xenbus: Connected', () => {
  it.each<readonly [string, Setup, readonly Action[]]>([
    ['of a frontend that never published anything (XB-27)', bound('nic'), [create, state('4')]],
    ['after Closed (XB-52)', nic, [{ do: 'frontend', step: 'close' }, state('4')]],
    ['after Closing (XB-52)', nic, [state('5'), state('4')]],
  ])('reports that %s', (_, setup, actions) => {
    expect(judged(setup, actions)).toEqual([UNATTACHED]);
    expect(judged(setup, actions, [connectedNeedsAttach])).toEqual([]);
  });

  it('reports it after a fatal error, which leaves page and channel as they are (XB-60, XB-61)', () => {
    const fatal: Action[] = [
      { do: 'backendNode', name: 'num_devs', value: 'abc' },
      { do: 'backendNode', name: 'state', value: '7' },
      { do: 'frontend', step: 'reconfiguring' },
    ];
    expect(judged(nic, [...fatal, state('4')])).toEqual([AFTER_CLOSING]);
    expect(judged(nic, fatal)).toEqual([]);
    expect(judged(nic, [...fatal, state('4')], [connectedNeedsAttach])).toEqual([]);
  });

  it.each<readonly [string, Setup, readonly Action[]]>([
    ['attaching', bound('nic'), [create, { do: 'frontend', step: 'publish' }, service]],
    [
      'a frontend that is there first (XB-16)',
      bound('nic'),
      [{ ...create, hold: true }, { do: 'frontend', step: 'publish', hold: true }, service, service],
    ],
    [
      'Reconfigured (XB-27)',
      together('nic', 'pm-nic'),
      [{ do: 'toolstack', step: 'remove', device: 1 }, service, service],
    ],
    [
      'a second attach that root made possible',
      nic,
      [
        state('5'),
        { do: 'backendNode', name: 'state', value: '3' },
        { do: 'frontend', step: 'publish' },
        service,
      ],
    ],
    ['a second Connected of the frontend', nic, [state('4'), state('4')]],
    [
      'a connection made anew (XB-03)',
      nic,
      [{ do: 'toolstack', step: 'destroy' }, create, { do: 'frontend', step: 'publish' }, service],
    ],
  ])('accepts it after %s', (_, setup, actions) => {
    expect(judged(setup, actions)).toEqual([]);
  });
});

describe('xenbus: Reconfiguring', () => {
  const detach: Action[] = [{ do: 'toolstack', step: 'remove' }, service];

  it('reports that it is never left when an unknown address is detached (XB-44)', () => {
    const stale: Action[] = [{ do: 'unbind' }, ...detach];
    expect(judged(together('nic', 'pm-nic'), stale)).toContain(STUCK);
    expect(judged(together('nic', 'pm-nic'), stale, [skipUnknownUnplug])).not.toContain(STUCK);
  });

  it('reports a stale key that the toolstack left (XB-46)', () => {
    const again: Action[] = [
      ...detach,
      service,
      ...detach,
      { do: 'toolstack', step: 'add', device: 1 },
      service,
    ];
    expect(
      judged(together('nic', 'pm-nic'), [
        ...again,
        { do: 'backendNode', name: 'state', value: '7' },
        service,
      ]),
    ).toEqual([STUCK]);
  });

  it('accepts that the backend waits for the frontend to follow (XB-41)', () => {
    expect(judged(nic, [{ do: 'backendNode', name: 'state', value: '7' }])).toEqual([]);
  });

  it('accepts one that ends in Reconfigured or in a fatal error', () => {
    expect(judged(together('nic', 'pm-nic'), detach)).toEqual([]);
    expect(
      judged(nic, [
        { do: 'backendNode', name: 'state-0', value: '5' },
        { do: 'backendNode', name: 'vdev-0', value: 'abc' },
        { do: 'backendNode', name: 'state', value: '7' },
        { do: 'frontend', step: 'reconfiguring' },
      ]),
    ).toEqual([]);
  });

  it.each(['xenstoreWrite', 'xenstoreBegin'] as const)(
    'has no opinion where the host could not write its state (%s)',
    (what) => {
      const unlucky: Action[] = [
        { do: 'toolstack', step: 'add', device: 1 },
        { do: 'fault', what, count: 2 },
        service,
      ];
      const setup: Setup = { ...nic, devices: [{ name: 'nic', guest: 0 }, { name: 'pm-nic' }] };
      expect(judged(setup, unlucky)).toEqual([]);
    },
  );

  it('has no opinion while the backend is kept from running (EVT-24)', () => {
    const endless: Action = {
      do: 'op',
      cmd: 0,
      hold: true,
      at: [at('notify', undefined, 0, { do: 'page', field: 'flags', how: 'or', value: 1 })],
    };
    const actions: Action[] = [
      endless,
      { do: 'backendNode', name: 'state', value: '7', hold: true },
      { do: 'frontend', step: 'reconfiguring' },
    ];
    expect(judged(nic, actions)).toEqual([]);
  });
});
