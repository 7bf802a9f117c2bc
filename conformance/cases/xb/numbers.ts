import { type Case, cases } from '../../../src/conformance/case.ts';
import { connection } from '../../../src/conformance/expect.ts';
import { did, maps } from './observations.ts';
import {
  bound,
  create,
  creation,
  exported,
  held,
  key,
  own,
  plain,
  publish,
  roots,
  settle,
} from './scenario.ts';

/* XB-63: numbers in xenstore. */

/** num_devs as this text stands for so many devices; null: fatal 34. */
const counted = (id: Case['id'], value: string, devices: 0 | 1 | null): Case =>
  creation(
    id,
    `num_devs ${JSON.stringify(value)} is ${devices === null ? 'no number' : devices}`,
    () => [key('num_devs', value)],
    (d) =>
      devices === null
        ? ['state=2', 'error=34', 'state=5']
        : ['state=2', ...(devices === 1 ? exported(d) : []), ...roots, 'state=3'],
  );

export const numberCases = cases(
  counted('XB-63/1', ' 1', 1),
  counted('XB-63/2', '\t\n 1', 1),
  counted('XB-63/3', '1x', 1),
  counted('XB-63/4', '1 2', 1),
  counted('XB-63/5', '01', 1),
  counted('XB-63/6', '0x1', 0),
  counted('XB-63/7', '4294967297', 1),
  counted('XB-63/8', '4294967296', 0),
  counted('XB-63/9', '-1', 0),
  counted('XB-63/10', '-4294967295', 1),
  counted('XB-63/11', '+1', null),
  counted('XB-63/12', '- 1', null),
  counted('XB-63/13', '-', null),
  counted('XB-63/14', 'x1', null),
  counted('XB-63/15', 'a', null),
  {
    id: 'XB-63/16',
    title: 'the numbers of the frontend wrap as well',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      create,
      ...held(publish, own('pci-op-ref', '4294967304'), own('event-channel', '4294967297')),
      settle,
    ],
    expect: () => [did(['state=4'], 4), maps([0]), connection({ mapped: true, bound: true })],
  },
  {
    id: 'XB-63/17',
    title: 'a state of the frontend is a signed decimal with anything behind it',
    on: 'one',
    needs: plain,
    steps: () => [own('state', ' 5junk'), own('state', '4294967302')],
    expect: () => [did(['state=5'], 0), did(['state=6'], 1)],
  },
  ...['0x', '0000:', 'g', '0000:0g'].map(
    (value, i): Case =>
      creation(
        `XB-63/${i + 18}`,
        `root-0 of ${JSON.stringify(value)}`,
        () => [key('root_num', '1'), key('root-0', value)],
        (d) => [
          'state=2',
          ...exported(d),
          ...(value === '0000:0g' ? ['state=3'] : [`error=${value === 'g' ? 34 : 22}`, 'state=5']),
        ],
      ),
  ),
  creation(
    'XB-63/22',
    'hexadecimal fields accept 0x and spaces',
    () => [key('root_num', '1'), key('root-0', ' 0x0: 0x0')],
    (d) => ['state=2', ...exported(d), 'state=3'],
  ),
);
