import { expect, it } from 'vitest';
import type { EventFlood, FloodLane } from './data.ts';
import { eventFloodSection, mostWithin, sentence } from './section.ts';

const lane = (more: Partial<FloodLane>): FloodLane => ({
  ...{ driver: 'one', events: [0, 1, 2], handlerRuns: [0], eoisAtOnce: [], putOff: [] },
  ...more,
});
const flood: EventFlood = {
  ...{ device: 'e1000e', jiffy: 4000, duration: 8000 },
  lanes: [
    lane({ putOff: [{ from: 2, to: 4000, jiffies: 1 }] }),
    lane({ driver: 'two', handlerRuns: [0, 10, 20], eoisAtOnce: [2, 12, 22] }),
  ],
};

it('says in one sentence what it shows', () => {
  expect(sentence(flood)).toBe(
    'Of the same 3 events in 8 ms of virtual time (2 jiffies), one ran the handler once and put off 1 EOI by 1 jiffy; ' +
      'two ran the handler 3 times and put off no EOI.',
  );
  expect(sentence({ ...flood, lanes: [] })).toBe('Nothing was run.');
});

it('draws one burst as one bar, as high as it has runs', () => {
  const body = eventFloodSection(flood).body.text;
  expect(body).toMatch(/two: 3 handler runs.*?d="M46 256v-78h/s);
  expect(body).not.toMatch(/NaN|Infinity|undefined/);
});

it('tells the same in a table', () => {
  expect(eventFloodSection(flood).body.text).toContain(
    '<th scope="row">two</th><td>3</td><td>3</td><td>3</td><td>3</td><td>0</td><td>0 ms of 8 ms</td>',
  );
});

it('counts the most in any window', () => {
  expect(mostWithin([], 10)).toBe(0);
  expect(mostWithin([0, 9, 10, 19], 10)).toBe(2);
  expect(mostWithin([0, 5, 9, 30], 10)).toBe(3);
});

it('escapes what the drivers are called', () => {
  const body = eventFloodSection({ ...flood, lanes: [lane({ driver: '</text><script>' })] }).body.text;
  expect(body).not.toContain('<script');
});
