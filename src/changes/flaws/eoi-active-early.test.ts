import { expect, it } from 'vitest';
import { type Seams, wrapHost } from '../change.ts';
import { eoiActiveEarly } from './eoi-active-early.ts';
import { atWindow } from './shared/event-window.ts';
import { prove } from './testing/prove.ts';
import { findingsWith, regressProgram } from './testing/regress.ts';

prove(eoiActiveEarly, ['crash/warn/xen_pcibk_handle_event', 'starvation/early-eoi/xen_pcibk_handle_event'], {
  silentWithFlaw: [1],
});

it('its window alone changes nothing: the mark of the first processor keeps the second away', () => {
  const window = {
    ...eoiActiveEarly,
    id: 'window',
    apply: (seams: Seams) =>
      wrapHost(seams, 'acknowledgeChannel', (previous) => (kernel, info) => {
        atWindow(kernel);
        return previous(kernel, info);
      }),
  };
  expect(findingsWith([window], regressProgram('eoi-active-early'))).toEqual([]);
});
