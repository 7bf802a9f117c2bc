import { cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  device,
  logCount,
  observed,
  registers,
  states,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { answer, call, exchange, posted, virtual } from '../aer/steps.ts';
import { bind, show, unbind } from '../sys/files.ts';
import { asked, bitsWritten, destroy, give, plain, plug, twoGuests, unplug } from './steps.ts';

/* STUB-12, STUB-13, STUB-35: a bound device. */

const idle = { start: 'idle' } as const;

export const boundCases = cases(
  {
    id: 'STUB-12/1',
    title: 'after a bind nothing is on but decode as it was',
    on: 'each',
    needs: need.endpoint,
    setup: idle,
    steps: () => [bind()],
    expect: (d) => [
      device({
        enableCount: 0,
        isBusmaster: false,
        msiEnabled: false,
        msixEnabled: false,
        helpers: 0,
        vectors: 0,
        owner: -1,
        inUse: false,
      }),
      observed(
        'COMMAND: MASTER, and those of the decode bits that firmware had set',
        ['inspection'],
        (seen) => (seen.device()?.command ?? 0) & (4 | (d.word(4) & 3)),
        d.word(4) & 3,
      ),
    ],
  },
  {
    id: 'STUB-12/2',
    title: 'BARs are as they were before the bind',
    on: 'each',
    needs: need.endpoint,
    setup: idle,
    steps: () => [bind()],
    expect: (d) => [
      registers({
        0: [4, d.dword(0)],
        12: [1, d.byte(0x0c)],
        ...Object.fromEntries(
          d.bars
            .filter(({ inHardware }) => inHardware)
            .map(({ register }) => [register, [4, d.dword(register)] as const]),
        ),
      }),
    ],
  },
  {
    id: 'STUB-13/1',
    title: 'a device is in use from the export on, before its guest connects',
    on: 'one',
    needs: plain,
    setup: { start: 'bound', guests: 2 },
    steps: () => [
      { do: 'toolstack', step: 'create' },
      { do: 'toolstack', guest: 1, step: 'create' },
    ],
    expect: () => [device({ inUse: true, owner: 1 }), states([2, 3], 0), states([2, 5], 1)],
  },
  {
    id: 'STUB-13/2',
    title: 'it is free again when it is back, and another guest gets it',
    on: 'one',
    needs: plain,
    setup: twoGuests,
    steps: () => [...unplug(), ...plug(0, 1)],
    expect: () => [device({ inUse: true, owner: 2 }), logCount(0)],
  },
  {
    id: 'STUB-13/3',
    title: 'a device that is bound and in nobody’s hands is not in use',
    on: 'each',
    setup: { start: 'bound' },
    steps: () => [show('slots')],
    expect: () => [device({ inUse: false, owner: -1 })],
  },
  {
    id: 'STUB-13/4',
    title: 'who asks for a device in use changes nothing for who has it',
    on: 'one',
    needs: plain,
    setup: { start: 'bound', guests: 2 },
    steps: () => [
      ...give(),
      { do: 'toolstack', guest: 1, step: 'create' },
      { do: 'toolstack', guest: 1, step: 'destroy' },
      call('mmio'),
      answer(5),
      destroy(),
      unbind(),
    ],
    expect: (d) => [
      exchange(posted(8, 1, virtual(d)), 4),
      aerVerdicts([[1, 5]], 5),
      asked(['reset', 'restore', ...(d.msix === 0 ? [] : ['withdraw MSI-X'])], 7),
      device(null),
    ],
  },
  {
    id: 'STUB-35/1',
    title:
      'the hypervisor switches MSI-X on, masked as a whole, and back, before anything else is written to it',
    on: 'each',
    needs: need.all(need.endpoint, need.msix),
    setup: idle,
    steps: () => [bind()],
    expect: (d) => [bitsWritten(d.msix + 2, 0xffff, [d.word(d.msix + 2) | 0xc000, d.word(d.msix + 2)], 0)],
  },
  {
    id: 'STUB-35/2',
    title:
      'the restore writes header registers in descending order, only those that differ, and MASTER goes last',
    on: 'each',
    needs: need.all(need.endpoint, need.reset, need.physical),
    setup: idle,
    steps: () => [bind()],
    expect: (d) => [
      observed(
        'header writes descend, each changes something, and the last one of all clears MASTER',
        ['host-effects'],
        (seen) => {
          const kinds = ['ConfigWrite', 'FunctionReset'] as const;
          const all = seen.inOrder(kinds, 0);
          const reset = all.findIndex(([name]) => name === 'FunctionReset');
          const writes = all.slice(reset + 1).map(([, { b, d: value, e }]) => ({ at: b, value, before: e }));
          const header = writes.filter(
            ({ at, value, before }, i) => at < 0x40 && (i < writes.length - 1 || value > before),
          );
          return {
            descending: header.every(({ at }, i) => i === 0 || at < (header[i - 1]?.at ?? 0)),
            differing: header.every(({ value, before }) => value !== before),
            command: header.some(({ at }) => at === 4),
          };
        },
        { descending: true, differing: true, command: true },
      ),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
      registers({ 60: [4, d.dword(0x3c)] }),
    ],
  },
);
