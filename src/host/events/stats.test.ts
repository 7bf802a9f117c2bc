import { expect, it } from 'vitest';
import { EINVAL, ERANGE } from '../../abi/errno.ts';
import { EventStats, eventAttributes, showEventAttribute, storeSpuriousThreshold } from './stats.ts';

it('EOI-21: the attributes read as decimals; the threshold starts at 1', () => {
  const stats = new EventStats();
  stats.events = 12;
  expect(eventAttributes.map((name) => `${name}=${showEventAttribute(stats, name)}`)).toEqual([
    'event_channels=0\n',
    'events=12\n',
    'spurious_events=0\n',
    'jiffies_eoi_delayed=0\n',
    'spurious_threshold=1\n',
  ]);
});

it.each([
  ['7', 0, 7],
  ['0x10\n', 0, 16],
  ['010', 0, 8],
  ['0', 0, 0],
  ['+5', 0, 5],
  ['4294967295', 0, 4294967295],
  ['4294967296', -ERANGE, 1],
  ['-1', -EINVAL, 1],
  ['', -EINVAL, 1],
  ['\n', -EINVAL, 1],
  ['08', -EINVAL, 1],
  ['7 ', -EINVAL, 1],
  ['0x', -EINVAL, 1],
  ['seven', -EINVAL, 1],
])('EOI-21: writing %j to spurious_threshold gives %i', (text, status, value) => {
  const stats = new EventStats();
  expect([storeSpuriousThreshold(stats, text), stats.spuriousThreshold]).toEqual([status, value]);
});
