import { type ClientCase, clientCases } from '../../../src/conformance/client/client-case.ts';
import {
  type ClientExpectation,
  devices,
  devicesMeanwhile,
  fatal,
  lineCount,
  observed,
  requestCount,
  state,
  writes,
} from '../../../src/conformance/client/client-expect.ts';
import type { ClientSetup, ClientStep } from '../../../src/conformance/client/script.ts';
import { attach, backendState, bare, connected, NEXT, node, publish } from './steps.ts';

/* FE-25, FE-30, FE-34: what the backend's nodes make it do. */

const CONNECT = 2;

/** Buses that are scanned, as `domain:bus`, in order. */
const buses = (expected: readonly string[]): ClientExpectation =>
  observed(
    'buses scanned',
    (seen) => [
      ...new Set(seen.requests().map(({ domain = 0, bus = 0 }) => `${domain as number}:${bus as number}`)),
    ],
    expected,
  );

const connects = (
  number: number,
  title: string,
  nodes: ClientSetup['nodes'] & object,
  scanned: readonly string[],
  lines = 0,
): ClientCase => ({
  id: `FE-25/${number}`,
  title,
  setup: { nodes },
  steps: connected,
  expect: [
    buses(scanned),
    requestCount(256 * scanned.length),
    writes(['state=4'], CONNECT),
    lineCount(lines),
    state(4),
  ],
});

const refuses = (
  number: number,
  title: string,
  setup: ClientSetup,
  errno: number,
  scanned: readonly string[] = [],
): ClientCase => ({
  id: `FE-25/${number}`,
  title,
  setup,
  steps: connected,
  expect: [fatal(errno, CONNECT), buses(scanned), requestCount(256 * scanned.length), lineCount(1), state(5)],
});

const twoRoots = { root_num: '2', 'root-0': '0000:00' };

/** Three functions that the frontend has, and what a Reconfiguring with these nodes makes of them. */
const THREE = ['0000:00:00.00', '0000:00:00.01', '0000:00:01.00'];
const three = { functions: [bare(0), bare(1), bare(8)] };
const detach = (
  number: number,
  title: string,
  nodes: Readonly<Record<string, string | null>>,
  expected: readonly string[],
  errno = 0,
  rule = 'FE-30',
): ClientCase => {
  const changes = Object.entries(nodes).map(([name, value]) => node(name, value));
  const last = NEXT + changes.length;
  return {
    id: `${rule as 'FE-30'}/${number}`,
    title,
    setup: three,
    steps: [...connected, ...changes, backendState(7)],
    expect: [
      errno === 0 ? writes(['state=7'], last) : fatal(errno, last),
      devicesMeanwhile([expected], last),
      devices(expected),
      requestCount(0, last),
      lineCount(errno === 0 ? 0 : 1),
    ],
  };
};

/** In a state of its own other than Connected and Initialised, Reconfiguring of the backend means nothing. */
const ignored = (number: number, own: string, before: readonly ClientStep[]): ClientCase => ({
  id: `FE-30/${number}`,
  title: `In ${own}, Reconfiguring of the backend is ignored`,
  setup: three,
  steps: [...before, node('state-0', '5'), backendState(7)],
  expect: [writes([], before.length + 1), requestCount(0, before.length + 1)],
});

export const connectCases = clientCases(
  connects(1, 'The root that is published is scanned', { root_num: '1', 'root-0': '0002:1f' }, ['2:31']),
  connects(2, 'Roots are scanned one after the other', { ...twoRoots, 'root-1': '0001:ff' }, [
    '0:0',
    '1:255',
  ]),
  connects(
    3,
    'Without a number of roots it is logged, and 0000:00 is scanned',
    { root_num: null, 'root-0': '0001:01' },
    ['0:0'],
    1,
  ),
  connects(4, 'With no roots nothing is scanned', { root_num: '0' }, []),
  connects(5, 'Roots beyond their number are left alone', { 'root-1': '0001:01' }, ['0:0']),
  connects(
    6,
    'Text behind the number and the fields is ignored',
    { root_num: '1 or so', 'root-0': '0003:0a more' },
    ['3:10'],
  ),
  refuses(7, 'A number of roots that is none is fatal', { nodes: { root_num: 'many' } }, 34),
  refuses(8, 'An empty number of roots is fatal', { nodes: { root_num: '' } }, 34),
  refuses(9, 'A root that is missing is fatal', { nodes: { 'root-0': null } }, 2),
  refuses(10, 'A root that is no number is fatal', { nodes: { 'root-0': 'root' } }, 34),
  refuses(11, 'A root of one field is fatal', { nodes: { 'root-0': '0000' } }, 22),
  refuses(12, 'A bad root after a good one is fatal; the good one was scanned', { nodes: twoRoots }, 2, [
    '0:0',
  ]),
  refuses(
    13,
    'A bad root before a good one stops there',
    { nodes: { root_num: '2', 'root-0': '', 'root-1': '0000:01' } },
    34,
  ),
  refuses(14, 'A bus that cannot be made is fatal', { newBus: -12 }, 12),
  {
    id: 'FE-25/15',
    title: 'Connected is written once everything was scanned',
    setup: three,
    steps: connected,
    expect: [devicesMeanwhile([THREE], CONNECT), writes(['state=4'], CONNECT)],
  },
  detach(1, 'The device that is marked is removed', { 'state-0': '5' }, THREE.slice(1)),
  detach(2, 'Without a mark nothing is removed', {}, THREE),
  detach(3, 'Other states of devices are no marks', { 'state-0': '1' }, THREE),
  detach(
    4,
    'Several marked devices are removed, also another function of a slot',
    { num_devs: '3', 'state-1': '5', 'vdev-1': '0000:00:00.01', 'state-2': '5', 'vdev-2': '0000:00:01.00' },
    THREE.slice(0, 1),
  ),
  detach(
    5,
    'Marks beyond the number of devices are left alone',
    { 'state-1': '5', 'vdev-1': '0000:00:01.00' },
    THREE,
  ),
  detach(
    6,
    'A device that is unknown is skipped',
    { num_devs: '2', 'state-0': '5', 'vdev-0': '0000:00:1f.07', 'state-1': '5', 'vdev-1': '0000:00:01.00' },
    THREE.slice(0, 2),
  ),
  detach(
    7,
    'A device of another bus or domain is another device',
    { num_devs: '2', 'state-0': '5', 'vdev-0': '0000:01:00.00', 'state-1': '5', 'vdev-1': '0001:00:00.00' },
    THREE,
  ),
  detach(8, 'A number of devices that is none is fatal', { num_devs: 'few', 'state-0': '5' }, THREE, 34),
  detach(9, 'A number of devices that is missing is fatal', { num_devs: null, 'state-0': '5' }, THREE, 2),
  detach(10, 'An address that is missing is fatal', { 'vdev-0': null, 'state-0': '5' }, THREE, 2),
  detach(11, 'An address of three fields is fatal', { 'vdev-0': '0000:00:00', 'state-0': '5' }, THREE, 22),
  detach(12, 'An address that is no number is fatal', { 'vdev-0': 'slot', 'state-0': '5' }, THREE, 34),
  {
    id: 'FE-30/13',
    title: 'Out of Initialised it prepares to connect and follows, without a scan',
    setup: three,
    steps: [publish, attach, backendState(7)],
    expect: [
      writes(['state=7'], 2),
      requestCount(0),
      observed('the installed instance', ({ module }) => module.installed?.devid ?? null, 0),
    ],
  },
  {
    id: 'FE-30/14',
    title: 'Out of Initialised nothing of the nodes is read',
    setup: { ...three, nodes: { num_devs: null, 'state-0': '5', 'vdev-0': null } },
    steps: [publish, attach, backendState(7)],
    expect: [writes(['state=7'], 2), lineCount(0)],
  },
  ignored(15, 'Closing', [node('root_num', 'x'), ...connected]),
  ignored(16, 'Closed', [...connected, { do: 'close' }]),
  ignored(17, 'Reconfiguring', [...connected, backendState(7), backendState(0)]),
  detach(
    1,
    'The device is gone when the frontend follows; nothing of the backend has happened yet',
    { 'state-0': '5' },
    THREE.slice(1),
    0,
    'FE-34',
  ),
  {
    id: 'FE-34/2',
    title: 'A device that was removed is found again when the backend kept it',
    setup: three,
    steps: [...connected, node('state-0', '5'), backendState(7), backendState(8)],
    expect: [
      devicesMeanwhile([THREE.slice(1)], NEXT + 1),
      devicesMeanwhile([[...THREE.slice(1), THREE[0] as string]], NEXT + 2),
      state(4),
    ],
  },
);
