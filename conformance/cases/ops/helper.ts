import {
  disableMsi,
  disableMsix,
  enableMsi,
  enableMsix,
  read,
  write,
} from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { helper, msiEndpoint, ownMsix, showHelper } from './tools.ts';

const msiLine = need.all(msiEndpoint, need.line);
const msixLine = need.all(ownMsix, need.line);

/** Cases of OPS-24: requests and the helper handler on the legacy line. */
export const helperCases: readonly Case[] = cases(
  {
    id: 'OPS-24/1',
    title:
      'the handler stays installed while MSI is on, takes nothing then, and acknowledges again afterwards',
    on: 'each',
    needs: msiLine,
    steps: () => [
      write(4, 2, 2),
      { do: 'interrupt', times: 2 },
      enableMsi(),
      { do: 'interrupt', times: 3 },
      showHelper,
      read(4, 2),
      disableMsi(),
      { do: 'interrupt', times: 1 },
      showHelper,
    ],
    expect: () => [
      ...[2, 3, 6, 7].flatMap((action) => [
        count('IrqRequest', 0, {}, action),
        count('IrqFree', 0, {}, action),
      ]),
      helper('on:not acking:2', 4),
      reply(5, 0, 2),
      helper('on:acking:3', 8),
      device({ helpers: 1 }),
    ],
  },
  {
    id: 'OPS-24/2',
    title: 'so it does with MSI-X',
    on: 'each',
    needs: msixLine,
    steps: () => [
      write(4, 2, 2),
      { do: 'interrupt', times: 2 },
      enableMsix(1),
      { do: 'interrupt', times: 3 },
      showHelper,
      read(4, 2),
      disableMsix(),
      { do: 'interrupt', times: 1 },
      showHelper,
    ],
    expect: () => [
      ...[2, 3, 6, 7].flatMap((action) => [
        count('IrqRequest', 0, {}, action),
        count('IrqFree', 0, {}, action),
      ]),
      helper('on:not acking:2', 4),
      reply(5, 0, 2),
      helper('on:acking:3', 8),
      device({ helpers: 1 }),
    ],
  },
  {
    id: 'OPS-24/3',
    title: 'enabling MSI installs nothing where there is no handler, and disabling neither',
    on: 'each',
    needs: msiLine,
    steps: () => [write(4, 2, 0), enableMsi(), disableMsi(), enableMsi(), showHelper],
    expect: () => [
      ...[1, 2, 3].flatMap((action) => [count('IrqRequest', 0, {}, action), count('IrqFree', 0, {}, action)]),
      helper('off:not acking:0', 4),
    ],
  },
  {
    id: 'OPS-24/4',
    title: 'decode that was enabled while MSI was on gets no handler when MSI goes off',
    on: 'each',
    needs: msiLine,
    steps: () => [write(4, 2, 0), enableMsi(), write(4, 2, 2), disableMsi(), showHelper],
    expect: () => [
      count('IrqRequest', 0, {}, 2),
      count('IrqRequest', 0, {}, 3),
      helper('off:acking:0', 4),
      device({ helpers: 0 }),
    ],
    accept: {
      'helper-after-msi-off': () => [
        count('IrqRequest', 1, {}, 3),
        helper('on:acking:0', 4),
        device({ helpers: 1 }),
      ],
    },
  },
);
