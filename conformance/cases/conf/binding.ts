import { hardware, read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import {
  configWrites,
  count,
  device,
  type Expectation,
  including,
  lacking,
  observed,
  reply,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { Ev, HostCall } from '../../../src/platform/recorder.ts';
import {
  anyDevice,
  attach,
  before,
  bind,
  bindResults,
  boundCommand,
  during,
  fault,
  firstCommand,
  GUEST_BITS,
  idle,
  plain,
  untouched,
} from './support.ts';

/** When a bind first reads COMMAND as a driver, enables, keeps the state and resets. */
const steps = (expected: readonly string[]): Expectation =>
  observed(
    'order of the first COMMAND read, enable, save and reset',
    ['host-effects'],
    (seen) => {
      const names = [...seen.execution.log.records()].flatMap(({ code, b, c }) => {
        if (code === Ev.ConfigRead && b === 0x04 && c === 2) return ['COMMAND'];
        if (code !== Ev.HostEnter) return [];
        if (b === HostCall.EnableDevice) return ['enable'];
        if (b === HostCall.SaveState) return ['save'];
        return b === HostCall.ResetFunction ? ['reset'] : [];
      });
      return [...new Set(names)];
    },
    expected,
  );

const noMemory = fault('alloc');
const notEnabled = count('HostEnter', 0, { b: HostCall.EnableDevice });

export const bindingCases = cases(
  {
    id: 'CONF-28/1',
    title: 'COMMAND is cached before the device is enabled, so its first guest does not see that',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(untouched),
    steps: () => [...attach, read(0x04, 2)],
    expect: (d) => [reply(2, 0, firstCommand(d)), device({ command: boundCommand(d) })],
  },
  {
    id: 'CONF-28/2',
    title: 'COMMAND is read, then the device is enabled, its state kept, and only then it is reset',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(idle),
    steps: () => [bind],
    expect: () => [bindResults([0]), steps(['COMMAND', 'enable', 'save', 'reset'])],
  },
  {
    id: 'CONF-28/3',
    title: 'what the hardware has when it is bound is what counts, not what it had before',
    on: 'one',
    needs: plain,
    setup: idle,
    steps: () => [hardware(0x04, 2, 0x0142), bind, hardware(0x04, 2, 0x0003), ...attach, read(0x04, 2)],
    expect: () => [bindResults([0]), reply(5, 0, 0x0142)],
  },
  {
    id: 'CONF-38/1',
    title: 'a field for which there is no memory fails the bind with that error',
    on: 'one',
    needs: plain,
    setup: idle,
    steps: () => [during(bind, before(0x04, 1, noMemory))],
    expect: () => [bindResults([-12]), device(null), notEnabled],
  },
  {
    id: 'CONF-38/2',
    title: 'a field of a capability for which there is no memory fails it too',
    on: 'one',
    needs: need.all(plain, need.pm),
    setup: idle,
    steps: ({ pm }) => [during(bind, before(pm + 4, 1, noMemory))],
    expect: () => [bindResults([-12]), device(null), notEnabled],
  },
  {
    id: 'CONF-38/3',
    title: 'a COMMAND that cannot be read at bind time is cached as ones, and the bind succeeds',
    on: 'one',
    needs: plain,
    setup: idle,
    steps: () => [during(bind, before(0x04, 1, fault('configRead'))), ...attach, read(0x04, 2)],
    expect: (d) => [
      bindResults([0]),
      reply(3, 0, (boundCommand(d) & GUEST_BITS) | (0xffff & ~GUEST_BITS)),
      device({ command: boundCommand(d) }),
    ],
  },
  {
    id: 'CONF-38/4',
    title: 'a PMCSR that cannot be read at bind time keeps PME on, and the bind succeeds',
    on: 'one',
    needs: need.all(plain, need.pm),
    setup: idle,
    steps: ({ pm }) => [hardware(pm + 4, 2, 0x0108), during(bind, before(pm + 4, 1, fault('configRead')))],
    expect: ({ pm }) => [bindResults([0]), lacking(configWrites([[pm + 4, 0x0108, 0x0008]]))],
  },
  {
    id: 'CONF-38/5',
    title: 'where it can be read PME is turned off',
    on: 'one',
    needs: need.all(plain, need.pm),
    setup: idle,
    steps: ({ pm }) => [hardware(pm + 4, 2, 0x0108), bind],
    expect: ({ pm }) => [bindResults([0]), including(configWrites([[pm + 4, 0x0108, 0x0008]]))],
  },
);
