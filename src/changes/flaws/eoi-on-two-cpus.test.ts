import { expect, it } from 'vitest';
import { type Seams, wrapHost } from '../change.ts';
import { eoiOnTwoCpus } from './eoi-on-two-cpus.ts';
import { atWindow } from './shared/event-window.ts';
import { prove } from './testing/prove.ts';
import { findingsWith, regressProgram } from './testing/regress.ts';

prove(eoiOnTwoCpus, ['crash/warn/xen_pcibk_handle_event', 'starvation/early-eoi/xen_pcibk_handle_event'], {
  silentWithFlaw: [1],
});

it('its window alone changes nothing: the mark of the first processor keeps the second away', () => {
  const window = {
    ...eoiOnTwoCpus,
    id: 'window',
    apply: (seams: Seams) =>
      wrapHost(seams, 'takeChannel', (previous) => (kernel, info) => {
        atWindow(kernel);
        return previous(kernel, info);
      }),
  };
  expect(findingsWith([window], regressProgram('eoi-on-two-cpus'))).toEqual([]);
});
