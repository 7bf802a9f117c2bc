import { type Case, cases } from '../../../src/conformance/case.ts';
import { shows, stored } from './expect.ts';
import { statistic, threshold } from './steps.ts';

const NAMES = ['event_channels', 'events', 'spurious_events', 'jiffies_eoi_delayed'] as const;
const EINVAL = -22;
const ERANGE = -34;
const EACCES = -13;

/** Writes that are refused leave the threshold as it was. */
const refused = (id: Case['id'], title: string, text: string, error: number): Case => ({
  id,
  title,
  on: 'one',
  steps: () => [threshold(7), threshold(text), statistic('spurious_threshold')],
  expect: () => [stored(0, 1), stored(1, error), shows(2, '7\n')],
});

const accepted = (id: Case['id'], title: string, text: string, shown: string): Case => ({
  id,
  title,
  on: 'one',
  steps: () => [threshold(text), statistic('spurious_threshold')],
  expect: () => [stored(0, text.length), shows(1, `${shown}\n`)],
});

/** Files of the event statistics (EOI-21). */
export const statistics: readonly Case[] = cases(
  {
    id: 'EOI-21/1',
    title: 'the threshold is 1 at probe, and one channel is bound',
    on: 'one',
    steps: () => [statistic('spurious_threshold'), statistic('event_channels')],
    expect: () => [shows(0, '1\n'), shows(1, '1\n')],
  },
  {
    id: 'EOI-21/2',
    title: 'no channel is bound after a disconnect',
    on: 'one',
    steps: () => [{ do: 'node', name: 'state', value: '5' }, statistic('event_channels')],
    expect: () => [shows(1, '0\n')],
  },
  {
    id: 'EOI-21/3',
    title: 'a device that is probed anew counts from 0, but for the event of the bind',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [
      { do: 'toolstack', step: 'create' },
      { do: 'frontend', step: 'publish' },
      ...NAMES.map((name) => statistic(name)),
    ],
    expect: () => [shows(2, '1\n'), shows(3, '1\n'), shows(4, '1\n'), shows(5, '0\n')],
  },
  {
    id: 'EOI-21/4',
    title: 'the counters cannot be written',
    on: 'one',
    steps: () => NAMES.map((name) => ({ do: 'eventStatistic', name, value: '0' })),
    expect: () => NAMES.map((_, action) => stored(action, EACCES)),
  },
  accepted('EOI-21/5', 'a decimal number', '12', '12'),
  accepted('EOI-21/6', 'a hexadecimal number', '0x1f', '31'),
  accepted('EOI-21/7', 'an octal number', '017', '15'),
  accepted('EOI-21/8', 'a number with its newline', '3\n', '3'),
  accepted('EOI-21/9', 'the highest number', '4294967295', '4294967295'),
  accepted('EOI-21/10', 'zero', '0', '0'),
  refused('EOI-21/11', 'a number that does not fit is refused', '4294967296', ERANGE),
  refused('EOI-21/12', 'a negative number is refused', '-1', EINVAL),
  refused('EOI-21/13', 'text is refused', 'abc', EINVAL),
  refused('EOI-21/14', 'a number with text behind it is refused', '3x', EINVAL),
  refused('EOI-21/15', 'an octal number with a digit of another base is refused', '08', EINVAL),
  {
    id: 'EOI-21/16',
    title: 'without a backend device there are no files',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [statistic('events'), threshold(3)],
    expect: () => [shows(0, '', -2), stored(1, -2)],
  },
  accepted('EOI-21/17', 'noughts within a decimal number do not make it octal', '1002', '1002'),
);
