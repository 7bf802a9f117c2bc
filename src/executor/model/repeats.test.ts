import { expect, it } from 'vitest';
import { shippedDevices } from '../../campaign/device-files.ts';
import { makeProfile } from '../../changes/profiles.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Action, Setup } from '../../program/program.ts';
import { ModelExecutor } from './model-executor.ts';

const setup: Setup = {
  topology: 'vpci',
  guests: 1,
  devices: [{ name: 'e1000e', guest: 0 }],
  start: 'connected',
};

it('what a program repeats is bounded in all, not only step by step', () => {
  const made = makeProfile('linux-6.1');
  if ('problem' in made) throw new Error('linux-6.1');
  const executor = new ModelExecutor(shippedDevices(), made.profile);
  const storm: Action = { do: 'notify', times: 4096 };
  const sent = (actions: Action[]): number | undefined =>
    executor.run({ setup, actions }, 'digest').log.counts[Ev.GuestNotify];
  expect(sent([storm])).toBe(4096);
  expect(sent(Array.from({ length: 20 }, () => storm))).toBe(8192 + 20);
  // The next program has all of it again.
  expect(sent([storm])).toBe(4096);
});
