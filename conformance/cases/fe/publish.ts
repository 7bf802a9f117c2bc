import { type ClientCase, clientCases } from '../../../src/conformance/client/client-case.ts';
import {
  devices,
  observed,
  order,
  pageWords,
  result,
  state,
  transactions,
  writes,
} from '../../../src/conformance/client/client-expect.ts';
import type { ClientStep } from '../../../src/conformance/client/script.ts';
import { attach, backendState, bare, publish } from './steps.ts';

/* FE-01 to FE-04: where it runs, what it publishes. */

const load: ClientStep = { do: 'load' };
const second = (step: ClientStep): ClientStep => ({ ...step, of: 1 });

const zeroed = observed(
  'bytes of the page that are not zero, and how many there are',
  (seen) => {
    const { bytes } = seen.frontend().page;
    return [[...bytes.entries()].filter(([, byte]) => byte !== 0), bytes.length];
  },
  [[[0, 2]], 4096],
);

export const publishCases = clientCases(
  { id: 'FE-01/1', title: 'It runs in a PV guest', steps: [load], expect: [result(0, 0)] },
  {
    id: 'FE-01/2',
    title: 'It does not run in a guest that is not PV',
    setup: { pv: false },
    steps: [load],
    expect: [result(0, -19)],
  },
  {
    id: 'FE-01/3',
    title: 'It does not run in the initial domain',
    setup: { initialDomain: true },
    steps: [load],
    expect: [result(0, -19)],
  },
  {
    id: 'FE-01/4',
    title: 'A second instance connects, and the first stays the installed one',
    setup: { instances: 2, functions: [bare(0)] },
    steps: [
      publish,
      attach,
      backendState(4),
      second(publish),
      second(attach),
      second(backendState(4)),
      second({ do: 'read', offset: 0, size: 4 }),
    ],
    expect: [
      state(4, 0),
      state(4, 1),
      devices(['0000:00:00.00'], 0),
      devices(['0000:00:00.00'], 1),
      result(6, [0, 0x12341af4]),
      observed('the installed instance', ({ module }) => module.installed?.devid ?? null, 0),
      writes(['state=4'], 5),
    ],
  },
  {
    id: 'FE-02/1',
    title: 'One page is granted, zeroed but for the flag that says AER is handled',
    steps: [{ ...publish, then: 'nothing' }],
    expect: [
      zeroed,
      observed('pages granted', (seen) => seen.only('grant').length, 1),
      pageWords({ flags: 2 }),
    ],
  },
  {
    id: 'FE-02/2',
    title: 'The page can be mapped by the reference that was published',
    steps: [publish, attach],
    expect: [zeroed, result(1, undefined)],
  },
  {
    id: 'FE-02/3',
    title: 'After a restart there is a fresh page',
    steps: [publish, attach, { do: 'page', words: [[100, 1]] }, { do: 'restart' }],
    expect: [zeroed, writes(['state=1', 'pci-op-ref=9', 'event-channel=2', 'magic=7', 'state=3'], 3)],
  },
  {
    id: 'FE-03/1',
    title: 'One channel is allocated, unbound, for the backend to bind',
    steps: [publish],
    expect: [
      observed('channels', (seen) => seen.only('channel').length, 1),
      observed(
        'state of the channel and the domain that may bind it',
        ({ world, frontends: [frontend] }) =>
          frontend === undefined
            ? null
            : [
                world.channels.stateOf(1, frontend.port),
                world.channels.bindInterdomain(0, 1, frontend.port) > 0,
              ],
        [1, true],
      ),
    ],
  },
  {
    id: 'FE-03/2',
    title: 'Its handler takes events, one after the other without an acknowledgement',
    setup: { driver: null },
    steps: [publish, attach, { do: 'aer', cmd: 6 }, { do: 'aer', cmd: 8 }],
    expect: [
      order(['answer 1', 'clear PCIB_active', 'event'], 2),
      order(['answer 1', 'clear PCIB_active', 'event'], 3),
    ],
  },
  {
    id: 'FE-04/1',
    title: 'Reference, channel and magic are written in this order in one transaction, then Initialised',
    steps: [publish],
    expect: [
      writes(['pci-op-ref=8', 'event-channel=1', 'magic=7', 'state=3']),
      transactions([
        [['pci-op-ref', 'event-channel', 'magic'], 0],
        [['state'], null],
      ]),
      order(['grant', 'channel', 'pci-op-ref=8', 'event-channel=1', 'magic=7', 'state=3']),
    ],
  },
  {
    id: 'FE-04/2',
    title: 'A transaction that somebody spoiled is tried again, until it holds',
    steps: [{ do: 'conflicts', times: 3 }, publish],
    expect: [
      transactions([
        ...[-11, -11, -11, 0].map((status) => [['pci-op-ref', 'event-channel', 'magic'], status] as const),
        [['state'], null],
      ]),
      observed(
        'the nodes in the end',
        ({ world }) =>
          ['pci-op-ref', 'event-channel', 'magic', 'state'].map((name) =>
            world.xenstore.read(0, `/local/domain/1/device/pci/0/${name}`),
          ),
        ['8', '1', '7', '3'],
      ),
    ],
  },
  ...[null, '1', '2', '5'].map(
    (value, i): ClientCase => ({
      id: `FE-04/${3 + i}`,
      title: `Nothing is waited for: the backend's state is ${value ?? 'missing'}`,
      setup: { nodes: { state: value } },
      steps: [{ ...publish, then: 'nothing' }],
      expect: [writes(['pci-op-ref=8', 'event-channel=1', 'magic=7', 'state=3']), state(3)],
    }),
  ),
);
