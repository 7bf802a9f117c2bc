import { expect, it } from 'vitest';
import { floodRuns } from '../../campaign/flood.ts';
import { USEC_PER_JIFFY } from '../../platform/clock.ts';
import { mostWithin } from '../html/event-flood/section.ts';
import { corpusDevices } from '../testing/run.ts';
import { eventFlood } from './event-flood.ts';

const flood = eventFlood(floodRuns(corpusDevices(), 'e1000e'));
const [late, early] = flood.lanes;

it('has the same events in both lanes, from the first event on', () => {
  expect(flood.device).toBe('e1000e');
  expect(late?.events.length).toBe(768);
  expect(early?.events.length).toBe(768);
  expect(late?.events[0]).toBe(0);
  expect(early?.events[0]).toBe(0);
});

it('sees late EOI hold the handler back, and XSA-332 let every event run it', () => {
  expect(early?.handlerRuns.length).toBe(768);
  expect(early?.putOff).toEqual([]);
  // Two a jiffy once the first event was found spurious (EOI-23).
  expect(mostWithin(late?.handlerRuns ?? [], USEC_PER_JIFFY)).toBeLessThanOrEqual(3);
  expect(late?.putOff.length).toBe(24);
});

it('accounts for every handler run with one EOI, and no EOI put off ends before it began', () => {
  for (const { handlerRuns, eoisAtOnce, putOff } of flood.lanes) {
    expect(eoisAtOnce.length + putOff.length).toBe(handlerRuns.length);
    for (const { from, to, jiffies } of putOff) {
      expect(to).toBeGreaterThan(from);
      expect(to - from).toBeLessThanOrEqual(jiffies * USEC_PER_JIFFY);
    }
  }
});
