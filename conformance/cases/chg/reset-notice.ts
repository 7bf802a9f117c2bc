import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import { count, device, states } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { connect } from '../vpci/steps.ts';

const pvh = { pvh: true } as const satisfies CaseSetup;
const EPERM = -1;
/** A function with an interrupt pin: one without cannot be bound in a PVH dom0 of 6.12. */
const pinned = need.line;
/** The bind succeeds on 6.1; on 6.12 this change ends it with an error. */
const endsBind = (change: string, action: number, error: number): Pick<Case, 'expect' | 'accept'> => ({
  expect: () => [count('Bind', 1, { b: 0 }, action), device({ inUse: false, gsi: -1, resetNotices: 0 })],
  accept: { [change]: () => [count('Bind', 1, { b: error }, action), device(null)] },
});
const notices = (expected: number, told: number): Pick<Case, 'expect' | 'accept'> => ({
  expect: () => [device({ resetNotices: expected })],
  accept: { 'reset-notice': () => [device({ resetNotices: told })] },
});

/** The hypervisor is told of resets (CHG-02, 03, 08). */
export const resetNotice: readonly Case[] = cases(
  {
    id: 'CHG-02/1',
    title: 'the bind of a device resets it: 6.12 tells the hypervisor, 6.1 does not',
    on: 'each',
    needs: pinned,
    setup: { ...pvh, start: 'bound' },
    steps: () => [{ do: 'advance', jiffies: 1 }],
    ...notices(0, 1),
  },
  {
    id: 'CHG-02/2',
    title: 'so does the return from a guest',
    on: 'one',
    needs: pinned,
    setup: { ...pvh, start: 'bound' },
    steps: () => [...connect(), { do: 'toolstack', step: 'destroy' }],
    ...notices(0, 2),
  },
  {
    id: 'CHG-02/3',
    title: 'and the release at unbind',
    on: 'one',
    needs: pinned,
    setup: { ...pvh, start: 'bound' },
    steps: () => [{ do: 'unbind' }, { do: 'bind' }],
    ...notices(0, 3),
  },
  {
    id: 'CHG-02/4',
    title: 'a PV dom0 tells it nothing in any version',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [...connect(), { do: 'toolstack', step: 'destroy' }, { do: 'unbind' }, { do: 'bind' }],
    expect: () => [device({ resetNotices: 0 }), count('Bind', 1, { b: 0 }, 4)],
  },
  {
    id: 'CHG-03/1',
    title: 'a hypervisor that refuses the notice ends the bind in 6.12',
    on: 'one',
    needs: pinned,
    setup: { ...pvh, start: 'idle' },
    steps: () => [{ do: 'physdev', answer: 'EPERM' }, { do: 'bind' }],
    ...endsBind('reset-notice', 1, EPERM),
  },
  {
    id: 'CHG-03/2',
    title: 'with the error it gave',
    on: 'one',
    needs: pinned,
    setup: { ...pvh, start: 'idle' },
    steps: () => [{ do: 'physdev', answer: 'ENOSYS' }, { do: 'bind' }],
    ...endsBind('reset-notice', 1, -38),
  },
  {
    id: 'CHG-03/3',
    title: 'a refusal at the return is ignored',
    on: 'one',
    needs: pinned,
    setup: { ...pvh, start: 'bound' },
    steps: () => [
      ...connect(),
      { do: 'physdev', answer: 'EPERM' },
      { do: 'toolstack', step: 'destroy' },
      { do: 'physdev', answer: 'ok' },
      ...connect(),
    ],
    expect: () => [device({ inUse: true, owner: 1 }), states([2, 3, 4, 2, 3, 4])],
  },
  {
    id: 'CHG-03/4',
    title: 'and one at the release',
    on: 'one',
    needs: pinned,
    setup: { ...pvh, start: 'bound' },
    steps: () => [{ do: 'physdev', answer: 'EPERM' }, { do: 'unbind' }],
    expect: () => [count('Unbind', 1, { b: 0 }, 1), device(null)],
  },
  {
    id: 'CHG-08/1',
    title: 'a device in a segment that the hypervisor has a number for is not passed over',
    on: 'one',
    needs: need.all(
      pinned,
      need.that((d) => d.description.domain <= 0xffff, 'is in a higher segment'),
    ),
    setup: { ...pvh, start: 'idle' },
    steps: () => [{ do: 'bind' }],
    expect: () => [count('Bind', 1, { b: 0 }, 0), device({ resetNotices: 0 })],
    accept: { 'reset-notice': () => [count('Bind', 1, { b: 0 }, 0), device({ resetNotices: 1 })] },
  },
);
