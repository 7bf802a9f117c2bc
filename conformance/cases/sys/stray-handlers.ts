import { cases } from '../../../src/conformance/case.ts';
import { count, crash, device, warnCount } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { shown, store, unbind } from './files.ts';
import { decode, noDecode } from './handlers.ts';

/* SYS-08: what becomes of a handler that the mark no longer tells of. */

const withLine = need.all(need.ordinary, need.line);
const toggle = store('irq_handler_state');
const noHandler = { do: 'fault', what: 'requestIrq' } as const;

export const strayHandlerCases = cases(
  {
    id: 'SYS-08/5',
    title: 'toggled on after an install that failed, the next disable removes what is not there: one WARN',
    on: 'one',
    needs: withLine,
    steps: () => [noDecode, noHandler, decode, toggle, noDecode, { do: 'show', attribute: 'irq_handlers' }],
    expect: (d) => [
      count('IrqRequest', 1, { a: d.line, c: -16 }, 2),
      count('IrqFree', 1, { a: d.line, c: -22 }, 4),
      warnCount(1, 4),
      warnCount(1),
      device({ helpers: 0 }),
      shown([`${d.address}:off:not acking:0\n`]),
    ],
    accept: {
      'toggle-keeps-handler': (d) => [
        count('IrqRequest', 1, { a: d.line, c: -16 }, 2),
        count('IrqFree', 0),
        warnCount(0),
        device({ helpers: 0 }),
        shown([`${d.address}:on:acking:0\n`]),
      ],
    },
  },
  {
    id: 'SYS-08/6',
    title:
      'toggled off, the handler outlives the unbind, and the next interrupt on its line is the end of the host',
    on: 'one',
    needs: withLine,
    steps: () => [noDecode, decode, toggle, unbind(), { do: 'interrupt' }],
    expect: () => [count('IrqFree', 0), crash('null-dereference', 'xen_pcibk_guest_interrupt')],
    accept: {
      'toggle-keeps-handler': () => [count('IrqFree', 1, { c: 0 }), device(null)],
    },
  },
);
