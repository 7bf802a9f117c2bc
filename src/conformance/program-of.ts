import type { Program, Setup } from '../program/program.ts';
import type { Case } from './case.ts';
import type { DeviceFacts } from './device-facts.ts';

/** The program of a case on a device. */
export function programOf(one: Case, device: DeviceFacts): Program {
  const given = typeof one.setup === 'function' ? one.setup(device) : (one.setup ?? {});
  const { device: how = {}, others = [], ...rest } = given;
  const { guest = 0, ...flags } = how;
  const setup: Setup = {
    topology: 'vpci',
    guests: 1,
    start: 'connected',
    ...rest,
    devices: [{ name: device.name, ...(guest === null ? {} : { guest }), ...flags }, ...others],
  };
  return { setup, actions: one.steps(device) };
}
