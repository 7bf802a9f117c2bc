import { describe, expect, it } from 'vitest';
import { shippedDevices } from '../../campaign/device-files.ts';
import { makeProfile } from '../../changes/profiles.ts';
import type { Setup } from '../../program/program.ts';
import { MAX_READY, ModelExecutor } from './model-executor.ts';

const library = shippedDevices();
const made = makeProfile('linux-6.1');
if ('problem' in made) throw new Error('linux-6.1');
const { profile } = made;

const START: Setup = {
  topology: 'vpci',
  guests: 1,
  devices: [{ name: library.names()[0] as string }],
  start: 'bound',
};
const bit = (number: number, at: number): boolean => ((number >> at) & 1) === 1;

/** The n-th of many set-ups, a new object each time. */
const setupOf = (n: number): Setup => ({
  ...START,
  guests: 1 + (n >> 4),
  ...(bit(n, 0) ? { permissive: true } : {}),
  ...(bit(n, 1) ? { withoutMsi: true } : {}),
  ...(bit(n, 2) ? { pvh: true } : {}),
  topology: bit(n, 3) ? 'passthrough' : 'vpci',
});

describe('set-ups kept ready', () => {
  it('are built once, as long as there is room, whoever asks', () => {
    const executor = new ModelExecutor(library, profile);
    expect([0, 1, 0, 1].map((n) => executor.setUp(setupOf(n)))).toEqual([true, true, false, false]);
  });

  it('make room by giving up the one that was not used for the longest', () => {
    const executor = new ModelExecutor(library, profile);
    for (let n = 0; n < MAX_READY; n++) executor.setUp(setupOf(n));
    executor.run({ setup: setupOf(0), actions: [] }, 'digest');
    expect(executor.setUp(setupOf(MAX_READY))).toBe(true);
    expect([0, 2, 1].map((n) => executor.setUp(setupOf(n)))).toEqual([false, false, true]);
  });
});
