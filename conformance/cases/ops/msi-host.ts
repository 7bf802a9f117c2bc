import { disableMsi, enableMsi, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, device } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { failed, hostCalls, msiEndpoint, replyWithMappedPirq } from './tools.ts';

const D3 = 3;

/** Cases of OPS-07: why the host refuses MSI. */
export const msiHostCases: readonly Case[] = cases(
  {
    id: 'OPS-07/1',
    title: 'a device without the capability is refused',
    on: 'each',
    needs: need.all(need.ordinary, need.noMsi),
    steps: () => [enableMsi({ value: 77 })],
    expect: () => [
      ...failed(0),
      hostCalls('EnableMsi', 1),
      configWrites([]),
      device({ msiEnabled: false, vectors: 0 }),
    ],
  },
  {
    id: 'OPS-07/2',
    title: 'a device that is not in D0 is refused',
    on: 'each',
    needs: need.all(msiEndpoint, need.pm),
    steps: (d) => [
      write(d.pm + 4, 2, (d.word(d.pm + 4) & 0x9e00) | D3),
      enableMsi(),
      write(d.pm + 4, 1, 0),
      enableMsi(),
    ],
    expect: () => [...failed(1), configWrites([], 1), replyWithMappedPirq(3)],
  },
  {
    id: 'OPS-07/3',
    title: 'MSI that is off for the host is refused',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [{ do: 'pciFlag', flag: 'nomsi' }, enableMsi()],
    expect: () => [...failed(1), configWrites([], 1), device({ msiEnabled: false, vectors: 0 })],
  },
  {
    id: 'OPS-07/4',
    title: 'a device that is marked as unable is refused',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [{ do: 'pciFlag', flag: 'no_msi' }, enableMsi()],
    expect: () => [...failed(1), configWrites([], 1), device({ msiEnabled: false, vectors: 0 })],
  },
  {
    id: 'OPS-07/5',
    title: 'a device below a bridge that is marked as unable is refused',
    on: 'one',
    needs: need.that(({ name }) => name === 'pcie-switch#08:00.0', 'is not the endpoint below the switch'),
    setup: { others: [{ name: 'pcie-switch#07:00.0', hostDriver: true }] },
    steps: () => [enableMsi(), disableMsi(), { do: 'pciFlag', flag: 'no_msi', device: 1 }, enableMsi()],
    expect: () => [replyWithMappedPirq(0), ...failed(3), configWrites([], 3)],
  },
  {
    id: 'OPS-07/6',
    title: 'without a free pirq it is refused, and nothing is left behind',
    on: 'each',
    needs: msiEndpoint,
    steps: () => [{ do: 'fault', what: 'pirq' }, enableMsi()],
    expect: () => [...failed(1), configWrites([], 1), device({ msiEnabled: false, vectors: 0 })],
  },
);
