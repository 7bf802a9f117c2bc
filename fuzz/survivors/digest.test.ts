import { expect, it } from 'vitest';
import { shippedDevices } from '../../src/campaign/device-files.ts';
import { makeProfile } from '../../src/changes/profiles.ts';
import type { Execution } from '../../src/executor/execution.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';
import type { Action } from '../../src/program/program.ts';
import { digestOf } from './digest.ts';

const run = (actions: Action[], ...flaws: string[]): Execution => {
  const made = makeProfile('linux-6.1', flaws);
  if ('problem' in made) throw new Error('no such profile');
  const setup = {
    topology: 'vpci',
    guests: 1,
    devices: [{ name: 'e1000e', guest: 0 }],
    start: 'connected',
  } as const;
  return new ModelExecutor(shippedDevices(), made.profile).run({ setup, actions }, 'digest');
};
const digest = (...given: Parameters<typeof run>): string => digestOf(run(...given));
const write = (value: number): Action => ({ do: 'op', cmd: 1, offset: 0x3c, size: 1, value });

it('is the same for the same execution, and another for another program or core', () => {
  expect(digest([write(1)])).toBe(digest([write(1)]));
  expect(digest([write(1)])).not.toBe(digest([write(2)]));
  const twice: Action[] = [
    { do: 'op', cmd: 2 },
    { do: 'op', cmd: 2 },
  ];
  expect(digest(twice)).not.toBe(digest(twice, 'xsa-157-msi-twice'));
});

it('sees the devices at the end', () => {
  const execution = run([write(1)]);
  const [device, ...others] = execution.final.devices();
  if (device === undefined) throw new Error('no device is bound');
  const state = { ...device.state, powerState: 3 };
  const other = { ...execution.final, devices: () => [{ ...device, state }, ...others] };
  expect(digestOf({ ...execution, final: other })).not.toBe(digestOf(execution));
});
