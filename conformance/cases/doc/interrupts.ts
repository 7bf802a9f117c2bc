import { disableMsi, enableMsi, enableMsix, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, logCount, observed, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { show, shown } from '../sys/files.ts';
import { plain } from './looks.ts';

/* DOC-01, DOC-02, DOC-04, DOC-05: what the documents say about interrupts. */

const noDecode = write(4, 2, 0);
const decode = write(4, 2, 3);
const withLine = need.all(plain, need.line);
const interrupts = (times: number): Action => ({ do: 'interrupt', times });
const handler = show('irq_handlers');
const sharing = (shared: 'yes' | 'no' | 'unknown'): Action => ({ do: 'lineShared', shared });

export const interruptCases = cases(
  {
    id: 'DOC-01/1',
    title: 'INTERRUPT_LINE and the pirq of disable_msi are the number of the legacy line',
    on: 'each',
    needs: withLine,
    steps: () => [read(0x3c, 1), disableMsi(), read(0x3c, 1)],
    expect: ({ line }) => [reply(0, 0, line), reply(1, 0, line), reply(2, 0, line)],
  },
  {
    id: 'DOC-01/2',
    title: 'the pirq of an MSI is another, and no interrupt number of the host',
    on: 'each',
    needs: need.all(withLine, need.msi),
    steps: () => [enableMsi(), read(0x3c, 1), disableMsi()],
    expect: ({ line }) => [
      observed(
        '[pirq of the MSI is mapped in this action, is the line, is what INTERRUPT_LINE shows]',
        ['fetches', 'host-effects'],
        (seen) => {
          const pirq = seen.replies(0)[0]?.[1] ?? -1;
          const shownLine = (seen.replies(1)[0]?.[1] ?? -1) & 0xff;
          return [seen.count('PirqMap', { b: pirq }, 0), pirq === line, (pirq & 0xff) === shownLine];
        },
        [1, false, false],
      ),
      reply(2, 0, line),
    ],
  },
  {
    id: 'DOC-01/3',
    title: 'a device without a legacy line has pirq 0',
    on: 'each',
    needs: need.all(plain, need.noLine),
    steps: () => [read(0x3c, 1), disableMsi()],
    expect: () => [reply(0, 0, 0), reply(1, 0, 0)],
  },
  {
    id: 'DOC-01/4',
    title: 'the GSI of the device is the same number, where it can be asked for',
    on: 'each',
    needs: withLine,
    setup: { pvh: true },
    steps: () => [{ do: 'gsi' }, disableMsi()],
    expect: ({ line }) => [gsis([-95]), reply(1, 0, line)],
    accept: { 'gsi-lookup+gsi-setup': ({ line }) => [gsis([line]), reply(1, 0, line)] },
  },
  {
    id: 'DOC-02/1',
    title: 'with MSI on the helper counts nothing',
    on: 'each',
    needs: need.all(withLine, need.msi),
    steps: () => [noDecode, decode, enableMsi(), interrupts(5), handler],
    expect: ({ address }) => [shown([`${address}:on:not acking:0\n`]), count('LineShut', 0)],
  },
  {
    id: 'DOC-02/2',
    title: 'with MSI-X on the helper counts nothing',
    on: 'each',
    needs: need.all(withLine, need.msix),
    steps: () => [noDecode, write(4, 2, 7), enableMsix(1), interrupts(5), handler],
    expect: ({ address }) => [shown([`${address}:on:not acking:0\n`]), count('LineShut', 0)],
  },
  {
    id: 'DOC-02/3',
    title: 'with the line in use it counts every interrupt',
    on: 'each',
    needs: withLine,
    steps: () => [noDecode, decode, interrupts(5), handler],
    expect: ({ address }) => [shown([`${address}:on:acking:5\n`])],
  },
  {
    id: 'DOC-02/4',
    title:
      'a device without a line is enabled without a helper, without an error and without a line about IRQ 0',
    on: 'each',
    needs: need.all(plain, need.noLine),
    steps: () => [noDecode, write(4, 2, 2), handler],
    expect: ({ address }) => [
      reply(1, 0, 2),
      count('IrqRequest', 0),
      logCount(0),
      shown([`${address}:off:not acking:0\n`]),
      device({ helpers: 0, enableCount: 1 }),
    ],
  },
  {
    id: 'DOC-02/5',
    title: 'so is a device that has MSI-X only, and its MSI-X works',
    on: 'each',
    needs: need.all(plain, need.noLine, need.msix),
    steps: () => [noDecode, write(4, 2, 6), enableMsix(1)],
    expect: () => [
      reply(1, 0, 6),
      reply(2, 0, 0),
      count('IrqRequest', 0),
      logCount(0),
      device({ msixEnabled: true, helpers: 0 }),
    ],
  },
  {
    id: 'DOC-04/1',
    title: 'the helper handler is installed on an edge-triggered line as on any',
    on: 'one',
    info: true,
    needs: withLine,
    setup: { device: { edgeTriggered: true } },
    steps: () => [noDecode, decode, interrupts(3), handler],
    expect: ({ address }) => [
      count('IrqRequest', 1, { c: 0 }, 1),
      device({ helpers: 1 }),
      shown([`${address}:on:acking:3\n`]),
    ],
  },
  {
    id: 'DOC-05/1',
    title: 'a line that nobody shares has a helper up to the 1000th interrupt',
    on: 'one',
    needs: withLine,
    steps: () => [
      noDecode,
      decode,
      sharing('no'),
      interrupts(999),
      handler,
      interrupts(1),
      handler,
      interrupts(10),
      handler,
    ],
    expect: ({ address }) => [
      count('IrqRequest', 1, { c: 0 }, 1),
      shown([
        `${address}:on:acking:999\n`,
        `${address}:on:not acking:1000\n`,
        `${address}:on:not acking:1000\n`,
      ]),
      device({ helpers: 1 }),
    ],
  },
  {
    id: 'DOC-05/2',
    title: 'the 1000th interrupt itself is acknowledged',
    on: 'one',
    needs: withLine,
    steps: () => [noDecode, decode, sharing('no'), interrupts(999), interrupts(1), interrupts(1)],
    expect: () => [count('IrqRaised', 1, { b: 1 }, 4), count('IrqRaised', 1, { b: 0 }, 5)],
  },
  ...(['yes', 'unknown'] as const).map(
    (shared, i): Case => ({
      id: `DOC-05/${i + 3}`,
      title: `a line that is shared (${shared === 'yes' ? 'as the hypervisor says' : 'for all one knows'}) keeps it`,
      on: 'one',
      needs: withLine,
      steps: () => [noDecode, decode, sharing(shared), interrupts(1001), handler],
      expect: ({ address }) => [shown([`${address}:on:acking:1001\n`]), count('LineShut', 0)],
    }),
  ),
  {
    id: 'DOC-05/5',
    title: 'a driver of the host on the line keeps its interrupts',
    on: 'one',
    needs: withLine,
    setup: { device: { hostSharesLine: true } },
    steps: () => [noDecode, decode, interrupts(3000), handler],
    expect: ({ address }) => [shown([`${address}:on:acking:3000\n`]), count('LineShut', 0)],
  },
);

function gsis(expected: readonly number[]) {
  return observed(
    'answers about the GSI',
    ['host-effects'],
    (seen) => seen.all('Gsi').map(({ b }) => b),
    expected,
  );
}
