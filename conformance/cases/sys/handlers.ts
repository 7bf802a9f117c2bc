import { disableMsi, enableMsi, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { count, device, logCount } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { listed, show, shown, store, written } from './files.ts';

/* SYS-06 to SYS-08: irq_handlers and irq_handler_state. */

export const decode = write(4, 2, 3);
export const noDecode = write(4, 2, 0);
const interrupts = (times: number): Action => ({ do: 'interrupt', times });
const toggle = store('irq_handler_state');
const look = show('irq_handlers');
const withLine = need.all(need.ordinary, need.line);
/** The helper starts off: decode is off as a guest sees it. */
const begin = noDecode;
const besideRtl = need.that(({ name }) => name !== 'rtl8139', 'is the second device itself');
const unplug: readonly Action[] = [
  { do: 'toolstack', step: 'remove' },
  { do: 'frontend', step: 'reconfiguring' },
];

export const handlerCases = cases(
  {
    id: 'SYS-06/1',
    title: 'a bound device has no helper: off, not acking, 0',
    on: 'each',
    setup: { start: 'bound' },
    steps: () => [look],
    expect: (d) => [shown([`${d.address}:off:not acking:0\n`])],
  },
  {
    id: 'SYS-06/2',
    title: 'with decode on it is on and acking, and counts what it handles',
    on: 'each',
    needs: withLine,
    steps: () => [begin, decode, look, interrupts(12), look, noDecode, look],
    expect: (d) => [
      shown([
        `${d.address}:on:acking:0\n`,
        `${d.address}:on:acking:12\n`,
        `${d.address}:off:not acking:12\n`,
      ]),
    ],
  },
  {
    id: 'SYS-06/3',
    title: 'with MSI on it is on and not acking',
    on: 'each',
    needs: need.all(withLine, need.msi),
    steps: () => [begin, decode, enableMsi(), look, disableMsi(), look],
    expect: (d) => [shown([`${d.address}:on:not acking:0\n`, `${d.address}:on:acking:0\n`])],
  },
  {
    id: 'SYS-06/4',
    title: 'every bound device has a line, whoever has it',
    on: 'one',
    needs: need.all(withLine, besideRtl),
    setup: { others: [{ name: 'rtl8139' }] },
    steps: () => [begin, decode, look],
    expect: (d) => [shown([`0000:0c:02.0:off:not acking:0\n${d.address}:on:acking:0\n`])],
  },
  {
    id: 'SYS-06/5',
    title: 'without a bound device it is empty, and it cannot be written',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [look, store('irq_handlers', '1')],
    expect: () => [shown(['']), written([-5])],
  },
  {
    id: 'SYS-07/1',
    title: 'a write toggles: on also means acking, off leaves acking as it is',
    on: 'each',
    setup: { start: 'bound' },
    steps: () => [toggle, look, toggle, look, toggle, look],
    expect: (d) => [
      written([12, 12, 12]),
      shown([`${d.address}:on:acking:0\n`, `${d.address}:off:acking:0\n`, `${d.address}:on:acking:0\n`]),
      logCount(0),
    ],
  },
  {
    id: 'SYS-07/2',
    title: 'off and on again make a helper that MSI had silenced acknowledge',
    on: 'one',
    needs: need.all(withLine, need.msi),
    steps: () => [begin, decode, enableMsi(), toggle, look, toggle, look],
    expect: (d) => [shown([`${d.address}:off:not acking:0\n`, `${d.address}:on:acking:0\n`])],
  },
  {
    id: 'SYS-07/3',
    title: 'off, it does not count interrupts',
    on: 'one',
    needs: withLine,
    steps: () => [begin, decode, interrupts(3), toggle, interrupts(5), look, toggle, interrupts(1), look],
    expect: (d) => [shown([`${d.address}:off:acking:3\n`, `${d.address}:on:acking:4\n`])],
  },
  {
    id: 'SYS-07/4',
    title: 'bad syntax: -22; a device that is not bound: -2',
    on: 'one',
    setup: { start: 'bound', device: { guest: null } },
    steps: () => [
      store('irq_handler_state', 'x'),
      store('irq_handler_state', '0000:ff:1f.7'),
      store('irq_handler_state', '1:{device}'),
      look,
    ],
    expect: (d) => [written([-22, -2, -22]), shown([`${d.address}:off:not acking:0\n`])],
  },
  {
    id: 'SYS-07/5',
    title: 'of two devices the one that is named is toggled',
    on: 'one',
    needs: besideRtl,
    setup: { start: 'bound', others: [{ name: 'rtl8139' }] },
    steps: () => [store('irq_handler_state', '{device}', 1), look],
    expect: (d) => [shown([`0000:0c:02.0:on:acking:0\n${d.address}:off:not acking:0\n`])],
  },
  {
    id: 'SYS-07/6',
    title: 'irq_handler_state cannot be read',
    on: 'one',
    steps: () => [show('irq_handler_state')],
    expect: () => [shown([-5])],
  },
  {
    id: 'SYS-08/1',
    title: 'the toggle itself installs and removes nothing',
    on: 'one',
    needs: withLine,
    steps: () => [begin, toggle, toggle, decode, toggle],
    expect: () => [
      count('IrqRequest', 0, {}, 1),
      count('IrqFree', 0, {}, 1),
      count('IrqFree', 0, {}, 2),
      count('IrqRequest', 1, { c: 0 }, 3),
      count('IrqFree', 0, {}, 4),
      device({ helpers: 1 }),
    ],
  },
  {
    id: 'SYS-08/2',
    title: 'toggled off, a disable by the guest leaves the handler on its line, and so does the return',
    on: 'one',
    needs: withLine,
    steps: () => [begin, decode, toggle, noDecode, ...unplug, look],
    expect: (d) => [
      count('IrqFree', 0),
      device({ helpers: 1, inUse: false }),
      // Nothing was ready to be removed, so what acknowledges is left as the reset puts it.
      shown([`${d.address}:off:not acking:0\n`]),
    ],
    accept: {
      'toggle-keeps-handler': (d) => [
        count('IrqFree', 1, {}, 3),
        device({ helpers: 0, inUse: false }),
        shown([`${d.address}:off:not acking:0\n`]),
      ],
    },
  },
  {
    id: 'SYS-08/3',
    title: 'and the next enable installs a second one',
    on: 'one',
    needs: withLine,
    steps: () => [begin, decode, toggle, noDecode, decode],
    expect: () => [count('IrqRequest', 2, { c: 0 }), count('IrqFree', 0), device({ helpers: 2 })],
    accept: {
      'toggle-keeps-handler': () => [
        count('IrqRequest', 2, { c: 0 }),
        count('IrqFree', 1),
        device({ helpers: 1 }),
      ],
    },
  },
  {
    id: 'SYS-08/4',
    title: 'toggled on without a handler, a disable by the guest is of a handler that is not there',
    on: 'one',
    needs: need.all(need.ordinary, need.noLine),
    steps: () => [begin, toggle, look],
    expect: (d) => [
      shown([`${d.address}:on:acking:0\n`]),
      device({ helpers: 0 }),
      listed([0], ':on:acking:0'),
    ],
  },
);
