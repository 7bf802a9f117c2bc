import { GNTST_bad_domain } from '../../../src/abi/grant.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  connection,
  device,
  errorReports,
  logCount,
  observed,
  states,
} from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { did, errorPaths, maps, owners } from './observations.ts';
import {
  add,
  attachment,
  bound,
  create,
  creation,
  dom0Writes,
  fullBus,
  held,
  key,
  noKey,
  noOwn,
  own,
  plain,
  publish,
  says,
  settle,
  setUp,
} from './scenario.ts';

/* XB-69, XB-70: names and texts. */

const named = (name: string) =>
  observed(
    `warnings and errors that name ${name}`,
    ['log-lines'],
    (seen) => seen.complaints().every((line) => line.includes(` ${name}:`)),
    true,
  );
/** What a report must name, beside its errno: enough for root to know what to mend. The wording is the backend's own. */
const told = (errno: number, ...names: string[]): string => `${errno} and ${names.join(', ')}`;

/** One such report while the toolstack's keys are read. */
const text = (id: Case['id'], errno: number, names: readonly string[], changes: readonly Action[]): Case =>
  creation(
    id,
    `the report tells ${told(errno, ...names)}`,
    () => changes,
    () => [],
    { expect: () => [errorReports([{ errno, names }]), logCount(1)] },
  );
/** The same when the frontend has published. */
const attachText = (id: Case['id'], errno: number, names: readonly string[], change: Action): Case =>
  attachment(id, `the report tells ${told(errno, ...names)}`, [change], {
    expect: () => [errorReports([{ errno, names }]), logCount(1)],
  });

export const nameCases = cases(
  {
    id: 'XB-69/1',
    title: 'the device is named after frontend-id and devid',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('num_devs', 'x')), settle],
    expect: () => [logCount(1), named('pci-1-0')],
  },
  {
    id: 'XB-69/2',
    title: 'frontend-id counts, not the path, and no such domain need exist',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('frontend-id', '7')), settle, publish],
    expect: (d) => [
      did(setUp(d), 2),
      owners([7], 2),
      device({ owner: 7, inUse: true }),
      maps([GNTST_bad_domain]),
      named('pci-7-0'),
      did([`error=${-GNTST_bad_domain}`, 'state=5', 'error=2'], 3),
    ],
  },
  {
    id: 'XB-69/3',
    title: 'devid is the last part of the path',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      create,
      ...held(
        dom0Writes('/local/domain/0/backend/pci/1/3/frontend', '/local/domain/1/device/pci/0'),
        dom0Writes('/local/domain/0/backend/pci/1/3/frontend-id', '1'),
        dom0Writes('/local/domain/0/backend/pci/1/3/state', '1'),
      ),
      settle,
    ],
    expect: () => [
      errorPaths(['/local/domain/0/error/backend/pci/1/3/error']),
      did(['state=2', 'error=2', 'state=5'], 4),
      named('pci-1-3'),
    ],
  },
  {
    id: 'XB-69/4',
    title: 'a second node of the same name gets no device',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      create,
      ...held(
        dom0Writes('/local/domain/0/backend/pci/9/0/frontend', '/local/domain/1/device/pci/0'),
        dom0Writes('/local/domain/0/backend/pci/9/0/frontend-id', '1'),
        dom0Writes('/local/domain/0/backend/pci/9/0/state', '1'),
      ),
      settle,
    ],
    expect: () => [did([], 4), logCount(0), connection({ backendState: 3 })],
    info: true,
  },
  text('XB-70/1', 2, ['number of devices'], [noKey('num_devs')]),
  text('XB-70/2', 34, ['number of devices'], [key('num_devs', '')]),
  text('XB-70/3', 2, ['device configuration'], [noKey('dev-0')]),
  text('XB-70/4', 34, ['device configuration'], [key('dev-0', '')]),
  text('XB-70/5', 22, ['device configuration'], [key('dev-0', '0000:03:00')]),
  text('XB-70/6', 22, ['locate', '0000:ff:1f.7', 'already in-use'], [key('dev-0', '0000:ff:1f.7')]),
  text('XB-70/7', 34, ['publish', 'root'], [key('root_num', 'x')]),
  text('XB-70/8', 22, ['publish', 'root'], [key('root_num', '1'), key('root-0', '0')]),
  attachText('XB-70/9', 2, ['configuration from frontend'], noOwn('pci-op-ref')),
  attachText('XB-70/10', 22, ['configuration from frontend'], own('event-channel', 'x')),
  attachText('XB-70/11', 2, ['configuration from frontend'], noOwn('magic')),
  attachText('XB-70/12', 14, ['version mismatch (8/7)'], own('magic', '8')),
  attachText('XB-70/13', 14, ['version mismatch (/7)'], own('magic', '')),
  attachText('XB-70/14', 22, ['event channel'], { do: 'channel', how: 'close' }),
  {
    id: 'XB-70/15',
    title: 'the report of the 33rd slot tells 12 and no more space, virtual, bus',
    on: 'one',
    needs: plain,
    setup: fullBus,
    steps: () => [add(2), says(7)],
    expect: () => [
      errorReports([{ errno: 12, names: ['no more space', 'virtual', 'bus'] }], 1),
      logCount(1, 1),
      states([5], 1),
    ],
  },
);
