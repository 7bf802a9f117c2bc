import { type Case, cases } from '../../../src/conformance/case.ts';
import { device, logCount } from '../../../src/conformance/expect.ts';
import { boundDevices, show, shown, store, written } from './files.ts';

/* SYS-01 to SYS-05: addresses and the match list. */

const hex = (value: number): string => value.toString(16).padStart(2, '0');
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const functions = numbers(8)
  .map((func) => `0000:03:00.${func}\n`)
  .join('');
const slots = numbers(32)
  .map((slot) => `0000:03:${hex(slot)}.0\n`)
  .join('');
const everything = numbers(32)
  .flatMap((slot) => numbers(8).map((func) => `0000:03:${hex(slot)}.${func}\n`))
  .join('');
const plain = '0000:03:00.0\n';

const accepted: readonly (readonly [text: string, list: string])[] = [
  ['0000:03:00.0', plain],
  ['0000:03:00.0\n', plain],
  ['0000:03:00.0 \n\n\t ', plain],
  [' \t\n0000:03:00.0', plain],
  ['03:00.0', plain],
  ['  03:00.0\n', plain],
  ['0:3:0.0', plain],
  ['0x0000:0x03:0x00.0x0', plain],
  ['0X0:0X3:0X0.0X0', plain],
  ['0000: 03: 00. 0', plain],
  ['0000:03:00.0x', plain],
  ['000000:0003:0000.0000', plain],
  ['ffff:ff:1f.7', 'ffff:ff:1f.7\n'],
  ['ABCD:EF:1F.7', 'abcd:ef:1f.7\n'],
  ['10:1a.1', '0000:10:1a.1\n'],
  ['0000:03:00.*', functions],
  ['03:00.*', functions],
  ['03:00.* \n', functions],
  ['0000:03:*.*', everything],
  ['03:*.*', everything],
  [' 3:*.*\n', everything],
];

const refused: readonly string[] = [
  '\n',
  ' ',
  'abc',
  '0000 :03:00.0',
  '0000:03 :00.0',
  '03:*',
  '*:*.*',
  '*:03:00.0',
  '0000:*:*.*',
  '0000:*:00.0',
  '0000:03:*.0',
  '03:*.0',
  '0000:03:00',
  '03:00',
  '03',
  '0000:03:00.',
  '03:00.',
  '0000:03:00.0 junk',
  '0000:03:00.0*',
  '0000:03:00.**',
  '0000:03:00.* x',
  '03:*.* x',
  '03:00.0,04:00.0',
  '03:00.0 04:00.0',
  '-1:03:00.0',
  '03:-1.0',
  '03:00.-1',
  '0000.03.00.0',
  '0000-03-00.0',
  '(03:00.0)',
  '0000:03:00:0',
];

/** Attributes whose stores begin with an address. */
const attributes = [
  'new_slot',
  'remove_slot',
  'permissive',
  'allow_interrupt_control',
  'irq_handler_state',
] as const;

export const addressCases = cases(
  ...accepted.map(
    ([text, list], i): Case => ({
      id: `SYS-01/${i + 1}`,
      title: `${JSON.stringify(text)} is an address`,
      on: 'one',
      setup: { start: 'idle' },
      steps: () => [store('new_slot', text), show('slots')],
      expect: () => [written([text.length]), shown([list])],
    }),
  ),
  ...refused.map(
    (text, i): Case => ({
      id: `SYS-01/${accepted.length + i + 1}`,
      title: `${JSON.stringify(text)} is none, for any attribute`,
      on: 'one',
      setup: { start: 'idle' },
      steps: () => [...attributes.map((attribute) => store(attribute, text)), show('slots')],
      expect: () => [written(attributes.map(() => -22)), shown([''])],
    }),
  ),
  ...(
    [
      ['0000:03:ffffffff.0', slots],
      ['0000:03:00.ffffffff', functions],
      ['03:ffffffff.ffffffff', everything],
      ['03:80000000.0', slots],
      ['03:00.80000000', functions],
    ] as const
  ).map(
    ([text, list], i): Case => ({
      id: `SYS-02/${i + 1}`,
      title: `${text} is a wildcard, when added and when removed`,
      on: 'one',
      setup: { start: 'idle' },
      steps: () => [
        store('new_slot', text),
        show('slots'),
        store('remove_slot', text),
        show('slots'),
        store('new_slot', '03:07.3'),
        store('remove_slot', '03:ffffffff.ffffffff'),
      ],
      expect: () => [written([text.length, text.length, 7, 20]), shown([list, ''])],
    }),
  ),
  {
    id: 'SYS-02/6',
    title: 'the largest positive number is no wildcard',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [store('new_slot', '03:7fffffff.0'), store('new_slot', '03:00.7fffffff'), show('slots')],
    expect: () => [written([-22, -22]), shown([''])],
  },
  {
    id: 'SYS-03/1',
    title: 'adding an address binds nothing',
    on: 'each',
    setup: { start: 'idle' },
    steps: () => [store('new_slot'), show('slots')],
    expect: (d) => [written([12]), shown([`${d.address}\n`]), device(null), boundDevices(0), logCount(0)],
  },
  ...[
    '0000:03:20.0',
    '0000:03:00.8',
    '10000:03:00.0',
    '0000:100:00.0',
    'ffffffff:03:00.0',
    '0000:ffffffff:00.0',
  ].map(
    (text, i): Case => ({
      id: `SYS-03/${i + 2}`,
      title: `${text} is out of range: -22, nothing added`,
      on: 'one',
      setup: { start: 'idle' },
      steps: () => [store('new_slot', text), show('slots')],
      expect: () => [written([-22]), shown([''])],
    }),
  ),
  {
    id: 'SYS-03/8',
    title: 'without memory: -12, nothing added; the next one is',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [
      { do: 'fault', what: 'alloc' },
      store('new_slot', '03:00.*'),
      show('slots'),
      store('new_slot', '03:00.0'),
      show('slots'),
    ],
    expect: () => [written([-12, 7]), shown(['', plain])],
  },
  {
    id: 'SYS-04/1',
    title: 'an entry is removed and its device stays bound',
    on: 'each',
    setup: { start: 'bound' },
    steps: () => [show('slots'), store('remove_slot', '{device}\n'), show('slots')],
    expect: (d) => [written([13]), shown([`${d.address}\n`, '']), device({ owner: -1 }), boundDevices(1)],
  },
  ...(
    [
      ['02:00.0', ['0000:02:00.1\n', '0000:02:01.0\n', '0001:02:00.0\n', '0000:03:00.0\n']],
      ['02:00.*', ['0000:02:01.0\n', '0001:02:00.0\n', '0000:03:00.0\n']],
      ['02:*.*', ['0001:02:00.0\n', '0000:03:00.0\n']],
      ['1:02:*.*', ['0000:02:00.0\n', '0000:02:00.1\n', '0000:02:01.0\n', '0000:03:00.0\n']],
      ['02:ffffffff.0', ['0000:02:00.1\n', '0001:02:00.0\n', '0000:03:00.0\n']],
    ] as const
  ).map(
    ([text, rest], i): Case => ({
      id: `SYS-04/${i + 2}`,
      title: `${text} removes what fits it and leaves the rest in order`,
      on: 'one',
      setup: { start: 'idle' },
      steps: () => [
        ...['02:00.0', '02:00.1', '02:01.0', '1:02:00.0', '03:00.0'].map((one) => store('new_slot', one)),
        store('remove_slot', text),
        show('slots'),
      ],
      expect: () => [written([text.length], 5), shown([rest.join('')])],
    }),
  ),
  ...[
    '03:00.0',
    '02:00.1',
    '02:01.*',
    '03:*.*',
    '1:02:00.0',
    '02:20.0',
    '02:00.8',
    '10000:02:00.0',
    '100:00.0',
  ].map(
    (text, i): Case => ({
      id: `SYS-04/${i + 7}`,
      title: `${text}, which fits nothing: -2, whatever the range`,
      on: 'one',
      setup: { start: 'idle' },
      steps: () => [store('new_slot', '02:00.0'), store('remove_slot', text), show('slots')],
      expect: () => [written([7, -2]), shown(['0000:02:00.0\n'])],
    }),
  ),
  {
    id: 'SYS-05/1',
    title: 'entries are listed in the order of insertion',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [
      ...['ffff:ff:1f.7', '0:0:0.0', 'a:0b:0c.1', '03:00.0'].map((one) => store('new_slot', one)),
      store('new_slot', '0:0:0.0'),
      show('slots'),
    ],
    expect: () => [shown(['ffff:ff:1f.7\n0000:00:00.0\n000a:0b:0c.1\n0000:03:00.0\n'])],
  },
  {
    id: 'SYS-05/2',
    title: 'slots cannot be written, new_slot and remove_slot cannot be read',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [store('slots', '03:00.0'), show('slots'), show('new_slot'), show('remove_slot')],
    expect: () => [written([-5]), shown(['', -5, -5])],
  },
);
