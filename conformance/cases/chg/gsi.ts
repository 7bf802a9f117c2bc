import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import { count, device } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';

const pvh = { pvh: true } as const satisfies CaseSetup;
const EINVAL = -22;
/** A function with an interrupt pin: one without cannot be bound in a PVH dom0 of 6.12. */
const pinned = need.line;
/** The bind succeeds on 6.1; on 6.12 this change ends it with an error. */
const endsBind = (change: string, action: number, error: number): Pick<Case, 'expect' | 'accept'> => ({
  expect: () => [count('Bind', 1, { b: 0 }, action), device({ inUse: false, gsi: -1, resetNotices: 0 })],
  accept: { [change]: () => [count('Bind', 1, { b: error }, action), device(null)] },
});
const gsiIs = (action: number, answer: number) => count('Gsi', 1, { b: answer }, action);

/** GSI of a device in a PVH dom0 (CHG-04, 05). */
export const gsi: readonly Case[] = cases(
  {
    id: 'CHG-04/1',
    title: 'in a PVH dom0 of 6.12 a bound device has its GSI set up',
    on: 'each',
    needs: pinned,
    setup: { ...pvh, start: 'bound' },
    steps: () => [{ do: 'advance', jiffies: 1 }],
    expect: () => [device({ gsi: -1 })],
    accept: { 'gsi-setup': (d) => [device({ gsi: d.line })] },
  },
  {
    id: 'CHG-04/2',
    title: 'in a PV dom0 it has not',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [{ do: 'advance', jiffies: 1 }],
    expect: () => [device({ gsi: -1 })],
  },
  {
    id: 'CHG-04/3',
    title: 'a device without an interrupt pin cannot be bound there',
    on: 'each',
    needs: need.noLine,
    setup: { ...pvh, start: 'idle' },
    steps: () => [{ do: 'bind' }],
    ...endsBind('gsi-setup', 0, EINVAL),
  },
  {
    id: 'CHG-04/4',
    title: 'in a PV dom0 it can',
    on: 'one',
    needs: need.noLine,
    setup: { start: 'idle' },
    steps: () => [{ do: 'bind' }],
    expect: () => [count('Bind', 1, { b: 0 }, 0), device({ gsi: -1 })],
  },
  {
    id: 'CHG-05/1',
    title: 'the GSI of a bound device can be asked for in 6.12 only',
    on: 'one',
    needs: pinned,
    setup: { ...pvh, start: 'bound' },
    steps: () => [{ do: 'gsi' }],
    expect: () => [gsiIs(0, -95)],
    accept: { 'gsi-lookup': (d) => [gsiIs(0, d.line)] },
  },
  {
    id: 'CHG-05/2',
    title: 'a device that is not bound is not known',
    on: 'one',
    needs: pinned,
    setup: { ...pvh, start: 'idle', others: [{ name: 'edu' }] },
    steps: () => [
      { do: 'bind', device: 1 },
      { do: 'gsi' },
      { do: 'unbind', device: 1 },
      { do: 'gsi', device: 1 },
    ],
    expect: () => [gsiIs(1, -95), gsiIs(3, -95)],
    accept: { 'gsi-lookup': () => [gsiIs(1, -19), gsiIs(3, -19)] },
  },
  {
    id: 'CHG-05/3',
    title: 'without the backend nobody knows in either version',
    on: 'one',
    needs: pinned,
    setup: { ...pvh, start: 'unloaded' },
    steps: () => [{ do: 'gsi' }, { do: 'load', hide: '({0})' }, { do: 'unload' }, { do: 'gsi' }],
    expect: () => [gsiIs(0, -95), gsiIs(3, -95)],
  },
);
