import { describe, expect, it } from 'vitest';
import { wrapHost } from '../../changes/change.ts';
import type { Action } from '../../program/program.ts';
import { at } from '../../program/testing/at.ts';
import { connected, defect } from '../testing/bench.ts';
import { judged } from './testing/judged.ts';

const nic = connected('nic');
const read: Extract<Action, { do: 'op' }> = { do: 'op', cmd: 0, offset: 0 };
const detected: Action = { do: 'aer', callback: 'detected' };
const STORM = 'starvation/event-storm/xen_pcibk_handle_event';

describe('starvation: floods of events', () => {
  const patient = defect((seams) => wrapHost(seams, 'spuriousDelay', () => () => 0));

  it('reports a flood that nothing slows down (EOI-13)', () => {
    expect(judged(nic, [{ do: 'notify', times: 300 }], patient)).toEqual([STORM]);
    expect(judged(nic, [{ do: 'notify', times: 12 }], patient)).toEqual([STORM]);
  });

  it.each<readonly [string, readonly Action[]]>([
    [
      'a flood that root allowed (EOI-12)',
      [
        { do: 'eventStatistic', name: 'spurious_threshold', value: '255' },
        { do: 'notify', at: [at('eoi', undefined, 0, { do: 'notify' })] },
      ],
    ],
    ['a flood of a thousand', [{ do: 'notify', times: 1000 }]],
    [
      'one flood after another',
      [1, 1, 20, 2, 1].flatMap((jiffies): Action[] => [
        { do: 'notify', times: 1000 },
        { do: 'advance', jiffies },
      ]),
    ],
    [
      'floods at every store of many requests (EOI-24)',
      [{ ...read, times: 64, at: [at('store', undefined, 0, { do: 'notify', times: 100 })] }],
    ],
    [
      'a flood while an error is recovered (EVT-27)',
      [
        { ...detected, hold: true },
        { do: 'notify', times: 500 },
        { do: 'answer' },
        { do: 'notify', times: 500 },
      ],
    ],
    ["a single event that is nobody's (EVT-22)", [{ do: 'notify' }]],
    [
      'events of a connection that is closed (EVT-24)',
      [
        { do: 'frontend', step: 'close' },
        { do: 'notify', times: 100 },
      ],
    ],
  ])('accepts %s', (_, actions) => {
    expect(judged(nic, actions)).toEqual([]);
  });

  it('accepts one connection after another, each with a channel of its own (EVT-07)', () => {
    const again: Action[] = [
      { do: 'toolstack', step: 'destroy' },
      { do: 'toolstack', step: 'create' },
      { do: 'frontend', step: 'publish' },
    ];
    const twice: Action = { do: 'notify', times: 2 };
    expect(judged(connected('rtl8139'), [twice, ...again, ...again, twice])).toEqual([]);
  });
});
