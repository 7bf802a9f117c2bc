import { expect, it } from 'vitest';
import { shippedDevices } from '../../src/campaign/device-files.ts';
import { makeProfile } from '../../src/changes/profiles.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';
import type { Action } from '../../src/program/program.ts';
import { digestOf } from './digest.ts';

const digest = (actions: Action[], ...flaws: string[]): string => {
  const made = makeProfile('linux-6.1', flaws);
  if ('problem' in made) throw new Error('no such profile');
  const setup = {
    topology: 'vpci',
    guests: 1,
    devices: [{ name: 'e1000e', guest: 0 }],
    start: 'connected',
  } as const;
  return digestOf(new ModelExecutor(shippedDevices(), made.profile).run({ setup, actions }, 'digest'));
};
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
