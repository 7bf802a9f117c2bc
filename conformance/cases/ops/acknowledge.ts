import { disableMsi, disableMsix, enableMsi, enableMsix, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { device, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { decode, helper, msiEndpoint, ownMsix, showHelper } from './tools.ts';

const msiLine = need.all(msiEndpoint, need.line);
const msixLine = need.all(ownMsix, need.line);

/** Cases of OPS-10 and OPS-18: when the helper handler acknowledges. */
export const acknowledgeCases: readonly Case[] = cases(
  {
    id: 'OPS-10/1',
    title:
      'disable_msi sets the acknowledge mark of a handler that is not installed, which takes no interrupt',
    on: 'each',
    needs: msiLine,
    steps: () => [
      write(4, 2, 0),
      showHelper,
      enableMsi(),
      disableMsi(),
      showHelper,
      { do: 'interrupt', times: 3 },
      showHelper,
    ],
    expect: () => [
      helper('off:not acking:0', 1),
      helper('off:acking:0', 4),
      helper('off:acking:0', 6),
      device({ helpers: 0 }),
    ],
  },
  {
    id: 'OPS-10/2',
    title: 'so does disable_msix',
    on: 'each',
    needs: msixLine,
    steps: () => [write(4, 2, 0), decode(true), enableMsix(1), disableMsix(), showHelper],
    expect: () => [helper('off:acking:0', 4), device({ helpers: 0 })],
  },
  {
    id: 'OPS-10/3',
    title: 'a disable that does nothing does not',
    on: 'each',
    needs: need.all(need.ordinary, need.line),
    steps: () => [write(4, 2, 0), disableMsi(), disableMsix(), showHelper],
    expect: () => [helper('off:not acking:0', 3)],
  },
  {
    id: 'OPS-18/1',
    title: 'a refusal of the host ends the acknowledging as success does',
    on: 'each',
    needs: msixLine,
    steps: (d) => [write(4, 2, 2), enableMsix((d.msixTable?.entries ?? 0) + 1), showHelper],
    expect: () => [reply(1, -28, 0xffffffe4), helper('on:not acking:0', 2)],
    accept: {
      'ack-only-on-success': () => [reply(1, -28, 0xffffffe4), helper('on:acking:0', 2)],
    },
  },
  {
    id: 'OPS-18/2',
    title: 'success ends it',
    on: 'each',
    needs: msixLine,
    steps: () => [write(4, 2, 2), enableMsix(1), showHelper],
    expect: () => [reply(1, 0, 0), helper('on:not acking:0', 2)],
  },
  {
    id: 'OPS-18/3',
    title: 'a count of 0 ends it',
    on: 'each',
    needs: msixLine,
    steps: () => [write(4, 2, 2), enableMsix(0), showHelper],
    expect: () => [reply(1, -22, 0xffffffea), helper('on:not acking:0', 2)],
    accept: {
      'count-zero-refused': () => [reply(1, -22, 0), helper('on:acking:0', 2)],
    },
  },
  {
    id: 'OPS-18/4',
    title: 'the early refusals leave it: too many, no decode, no memory',
    on: 'each',
    needs: msixLine,
    steps: () => [
      write(4, 2, 2),
      enableMsix(129),
      showHelper,
      decode(false),
      enableMsix(1),
      showHelper,
      decode(true),
      { do: 'fault', what: 'alloc' },
      enableMsix(1),
      showHelper,
    ],
    expect: () => [
      reply(1, -22, 129),
      helper('on:acking:0', 2),
      reply(4, -6, 1),
      helper('on:acking:0', 5),
      reply(8, -12, 1),
      helper('on:acking:0', 9),
    ],
  },
  {
    id: 'OPS-18/5',
    title: 'the refusal while MSI-X is on leaves it as well',
    on: 'one',
    needs: msixLine,
    steps: () => [
      write(4, 2, 2),
      enableMsix(1),
      { do: 'sysfs', attribute: 'irq_handler_state', value: '{device}' },
      { do: 'sysfs', attribute: 'irq_handler_state', value: '{device}' },
      showHelper,
      enableMsix(1),
      showHelper,
    ],
    expect: () => [helper('on:acking:0', 4), reply(5, -114, 1), helper('on:acking:0', 6)],
  },
);
