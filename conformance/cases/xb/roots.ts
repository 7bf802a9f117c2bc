import { cases } from '../../../src/conformance/case.ts';
import { did, inUse } from './observations.ts';
import { add, beside, creation, exported, key, noKey, plain, remove, roots, says } from './scenario.ts';

/* XB-37, XB-38: roots. */

const given = (
  id: `XB-${number}/${number}`,
  title: string,
  keys: Readonly<Record<string, string>>,
  written: readonly string[],
) =>
  creation(
    id,
    title,
    () => Object.entries(keys).map(([name, value]) => key(name, value)),
    (d) => ['state=2', ...exported(d), ...written],
  );
const failed = (errno: number): string[] => [`error=${errno}`, 'state=5'];

export const rootCases = cases(
  given('XB-37/1', 'without root_num there are no roots yet', {}, [...roots, 'state=3']),
  given(
    'XB-37/2',
    'a root that is there already is not written again',
    { root_num: '1', 'root-0': '0000:00' },
    ['state=3'],
  ),
  given('XB-37/3', 'also among several', { root_num: '2', 'root-0': '0001:00', 'root-1': '0:0' }, [
    'state=3',
  ]),
  given('XB-37/4', 'another bus is another root', { root_num: '1', 'root-0': '0000:01' }, [
    'root-1=0000:00',
    'root_num=2',
    'state=3',
  ]),
  given('XB-37/5', 'another domain is another root', { root_num: '1', 'root-0': '0001:00' }, [
    'root-1=0000:00',
    'root_num=2',
    'state=3',
  ]),
  given('XB-37/6', 'roots from root_num on are not looked at', { root_num: '0', 'root-0': '0000:00' }, [
    ...roots,
    'state=3',
  ]),
  given('XB-37/7', 'an empty root_num is an error', { root_num: '' }, failed(34)),
  given('XB-37/8', 'a root_num that is no number is an error', { root_num: 'x' }, failed(34)),
  given('XB-37/9', 'a missing root-N is an error', { root_num: '1' }, failed(2)),
  given('XB-37/10', 'a root-N of one field is an error', { root_num: '1', 'root-0': '0000' }, failed(22)),
  given('XB-37/11', 'a root-N without a field is an error', { root_num: '1', 'root-0': 'x' }, failed(34)),
  given(
    'XB-37/12',
    'a root that agrees ends the search before a bad one',
    { root_num: '2', 'root-0': '0000:00', 'root-1': 'x' },
    ['state=3'],
  ),
  given(
    'XB-37/13',
    'a bad one before it does not',
    { root_num: '2', 'root-0': 'x', 'root-1': '0000:00' },
    failed(34),
  ),
  {
    id: 'XB-37/14',
    title: 'each bus of passthrough is a root of its own, added at the end',
    on: 'one',
    needs: beside,
    setup: { topology: 'passthrough', others: [{ name: 'e1000e' }] },
    steps: () => [add(1), says(7)],
    expect: () => [did(['vdev-1=0000:01:00.00', 'root-1=0000:01', 'root_num=2', 'state-1=3', 'state=8'], 1)],
  },
  {
    id: 'XB-38/1',
    title: 'a root stays when its last device is detached, and is not written again when one comes back',
    on: 'one',
    needs: beside,
    setup: { topology: 'passthrough', others: [{ name: 'e1000e', guest: 0 }] },
    steps: () => [remove(1), says(7), says(4), { do: 'toolstack', step: 'reap' }, add(1), says(7)],
    expect: () => [
      did(['state=8'], 1),
      did(['vdev-1=0000:01:00.00', 'state-1=3', 'state=8'], 5),
      inUse([true, true]),
    ],
  },
  {
    id: 'XB-38/2',
    title: 'the root of the virtual bus stays without devices too',
    on: 'one',
    needs: plain,
    steps: () => [remove(0), says(7), says(4), noKey('state-0'), key('state', '7'), says(7)],
    expect: () => [did(['state=8'], 1), did(['state=8'], 5), inUse([false])],
  },
);
