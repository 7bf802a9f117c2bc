import { expect, it } from 'vitest';
import { closeBeforeClear } from './close-before-clear.ts';
import { prove } from './testing/prove.ts';
import { executeWith, regressProgram } from './testing/regress.ts';

prove(closeBeforeClear, ['starvation/channel-deaf/unbind_from_irq'], { silentWithFlaw: [1] });

it('the next tick clears the mapping of whoever has the port by then, and of nobody else', () => {
  const { final } = executeWith([closeBeforeClear], regressProgram('traps/close-before-clear-1'));
  expect(final.deafChannels).toEqual([]);
});
