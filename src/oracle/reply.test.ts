import { describe, expect, it } from 'vitest';
import { SH_AER, SH_FLAGS, SH_OP } from '../abi/pciif.ts';
import type { Connection } from '../backend/connection.ts';
import type { Request } from '../backend/operations/request.ts';
import { sharedPage } from '../backend/operations/shared-page.ts';
import { wrapBackend, wrapHost } from '../changes/change.ts';
import { Site } from '../platform/recorder.ts';
import type { Action } from '../program/program.ts';
import { at } from '../program/testing/at.ts';
import { connected, defect, findings, program } from './testing/bench.ts';

type Changes = Parameters<typeof findings>[1];
type Op = Extract<Action, { do: 'op' }>;

const nic = connected('nic');
const judged = (request: Op | readonly Action[], changes: Changes = []): string[] =>
  findings(
    program(nic, ...(Array.isArray(request) ? (request as readonly Action[]) : [request as Op])),
    changes,
    'reply',
  );

/** The reply is spoiled right before it is stored. */
const spoiled = (spoil: (request: Request) => void): Changes =>
  defect((seams) =>
    wrapBackend(seams, 'storeReply', (previous) => (connection, request, vectors) => {
      spoil(request);
      previous(connection, request, vectors);
    }),
  );

/** The backend stores more than the reply. */
const storing = (store: (connection: Connection) => void): Changes =>
  defect((seams) =>
    wrapBackend(seams, 'storeReply', (previous) => (connection, request, vectors) => {
      previous(connection, request, vectors);
      store(connection);
    }),
  );

const read: Op = { do: 'op', cmd: 0, offset: 0, size: 4 };
const write: Op = { do: 'op', cmd: 1, offset: 0x0c, size: 1, value: 8 };
const fingerprint = (subject: string): string => `reply/${subject}/xen_pcibk_do_one_op`;

describe('reply: err and value', () => {
  const cases: readonly (readonly [string, string, Op, (request: Request) => void])[] = [
    ['ABI-06', 'a positive err that no accessor gives', read, (reply) => (reply.err = 5)],
    ['CONF-01', 'success of an impossible access', { ...read, size: 3 }, (reply) => (reply.err = 0)],
    ['CONF-01', 'success of a misaligned access', { ...read, offset: 2 }, (reply) => (reply.err = 0)],
    ['CONF-03', 'a value from an invalid read', { ...read, size: 3 }, (reply) => (reply.value = 7)],
    ['OPS-01', 'a write that changes value', write, (reply) => (reply.value = 9)],
    [
      'CONF-12',
      'a narrow read that returns more than asked for',
      { ...read, offset: 0x48, size: 1 },
      (reply) => (reply.value = 0x1234),
    ],
    ['OPS-02', 'an unknown command that succeeds', { do: 'op', cmd: 99 }, (reply) => (reply.err = 0)],
    [
      'OPS-02-value',
      'an unknown command that changes value',
      { do: 'op', cmd: 99 },
      (reply) => (reply.value = 1),
    ],
    [
      'EVT-14',
      'an unknown device whose request changes value',
      { do: 'op', cmd: 3, device: -1, devfn: 9 << 3 },
      (reply) => (reply.value = 5),
    ],
    [
      'VPCI-10',
      'an answer from an address beyond 8 bits',
      { ...read, devfn: 0x900 },
      (reply) => (reply.err = 0),
    ],
    [
      'OPS-04',
      'a failed enable_msi with an errno',
      { do: 'op', cmd: 2, times: 2 },
      (reply) => (reply.err = reply.err === 0 ? 0 : -22),
    ],
    [
      'OPS-04-value',
      'a failed enable_msi with a value',
      { do: 'op', cmd: 2, times: 2 },
      (reply) => (reply.value = 11),
    ],
    [
      'ABI-06-msi',
      'a positive err of an interrupt command',
      { do: 'op', cmd: 3 },
      (reply) => (reply.err = 1),
    ],
    [
      'OPS-16',
      'a value after a successful enable_msix',
      { do: 'op', cmd: 4, value: 2 },
      (reply) => (reply.value = 1),
    ],
  ];
  it.each(cases)('%s: reports %s', (subject, _, request, spoil) => {
    expect(judged(request, spoiled(spoil))).toContain(fingerprint(subject));
    expect(judged({ ...request, devfn: request.device === -1 ? (request.devfn ?? 0) : 0 })).not.toContain(
      fingerprint(subject),
    );
  });

  it('OPS-11: reports more than 128 vectors accepted', () => {
    const lenient = defect(({ backend, host }) => ({
      host,
      backend: { ...backend, msixCountAllowed: () => true, msixCount: () => 1, copyBackCount: () => 0 },
    }));
    expect(judged({ do: 'op', cmd: 4, value: 129 }, lenient)).toContain(fingerprint('OPS-11'));
    expect(judged({ do: 'op', cmd: 4, value: 129 })).toEqual([]);
  });

  it('EVT-18: reports vectors that are not returned', () => {
    const lost = defect((seams) => wrapBackend(seams, 'copyBackCount', () => (_, request) => request.value));
    expect(judged({ do: 'op', cmd: 4, value: 2 }, lost)).toEqual([fingerprint('EVT-18')]);
    expect(judged({ do: 'op', cmd: 4, value: 2 })).toEqual([]);
  });

  it('OPS-20: reports two vectors for one table entry', () => {
    const accepted = defect((seams) => wrapHost(seams, 'msixEntryUnique', () => () => true));
    const ask = (...indices: number[]): Op => ({
      do: 'op',
      cmd: 4,
      value: indices.length,
      entries: indices.map((index) => [index, 0xffff] as const),
    });
    expect(judged(ask(1, 0, 1), accepted)).toEqual([fingerprint('OPS-20')]);
    expect(judged(ask(2, 1, 0), accepted)).toEqual([]);
    expect(judged([ask(0, 1), { do: 'op', cmd: 5 }, ask(0, 1)], accepted)).toEqual([]);
    expect(judged(ask(1, 0, 1))).toEqual([]);
  });

  it('reports the weaknesses of Linux 6.1 (CONF-12, CONF-34, VPCI-10)', () => {
    expect(judged({ ...read, offset: 0x48, size: 1 })).toEqual([]);
    expect(judged({ ...read, offset: 0, size: 1 })).toEqual([fingerprint('CONF-12')]);
    expect(judged({ ...read, offset: -4 })).toEqual([fingerprint('CONF-34')]);
    expect(judged({ ...read, devfn: 0x100 })).toEqual([fingerprint('VPCI-10')]);
  });
});

describe('reply: what is stored', () => {
  const page = (connection: Connection) => sharedPage(connection, 'xen_pcibk_do_one_op');
  it.each([
    ['op.cmd', SH_OP],
    ['op.info', SH_OP + 32],
    ['op.size', SH_OP + 24],
    ['aer.err', SH_AER + 4],
  ])('ABI-08: reports a store to %s', (field, offset) => {
    const changes = storing((connection) => page(connection).store32(offset, 1, Site.xen_pcibk_do_one_op));
    expect(judged(read, changes)).toEqual([fingerprint(`store-${field}`)]);
  });

  it('ABI-08: reports a store over the flags and one beyond the structure', () => {
    const flags = storing((connection) => page(connection).store32(SH_FLAGS, 3, Site.xen_pcibk_do_one_op));
    expect(judged(read, flags)).toContain(fingerprint('store-flags'));
    const beyond = storing((connection) => page(connection).store32(0x400, 1, Site.xen_pcibk_do_one_op));
    expect(judged(read, beyond)).toEqual([fingerprint('store-page')]);
  });

  it('ABI-08: reports vectors of a request that set none up', () => {
    const extra = defect((seams) =>
      wrapBackend(
        seams,
        'storeReply',
        (previous) => (connection, request) => previous(connection, request, 2),
      ),
    );
    expect(judged(read, extra)).toEqual([fingerprint('ABI-08-vectors')]);
  });

  it('ABI-08: reports a store by somebody else than the worker', () => {
    const outside = defect((seams) =>
      wrapBackend(seams, 'aerAnswer', (previous) => (driver, answer, request) => {
        const [connection] = driver.connections;
        connection?.page?.store32(SH_OP + 28, 7, Site.common_process);
        return previous(driver, answer, request);
      }),
    );
    const actions: Action[] = [{ do: 'aer', callback: 'detected' }, { do: 'answer' }];
    expect(judged(actions, outside)).toEqual([fingerprint('store-op.value')]);
    expect(judged(actions)).toEqual([]);
  });

  it('EVT-17: reports a request that completes without a reply', () => {
    const silent = defect((seams) => wrapBackend(seams, 'storeReply', () => () => {}));
    expect(judged(read, silent)).toEqual([fingerprint('missing')]);
  });

  it('EVT-19: reports a reply that is stored after the request was completed', () => {
    const early = defect((seams) =>
      wrapBackend(seams, 'storeReply', (previous) => (connection, request, vectors) => {
        page(connection).clearFlag(0, Site.xen_pcibk_do_one_op);
        previous(connection, request, vectors);
      }),
    );
    expect(judged(read, early)).toContain(fingerprint('missing'));
  });
});

describe('reply of a build without MSI (OPS-03)', () => {
  const commands = [2, 3, 4, 5].map((cmd): Action => ({ do: 'op', cmd, value: 1 }));
  const without = (changes: Changes): string[] =>
    findings(program({ ...nic, withoutMsi: true }, ...commands), changes, 'reply');

  it('is that of an unknown command', () => {
    expect(without([])).toEqual([]);
    const wrong = spoiled((reply) => {
      if (reply.cmd >= 2) reply.err = -5;
    });
    expect(without(wrong)).toEqual([fingerprint('OPS-02')]);
  });
});

describe('reply stays silent', () => {
  it.each<readonly [string, readonly Action[]]>([
    ['reads of every width', [1, 2, 4].map((size) => ({ ...read, offset: 0x48, size }) as Action)],
    [
      'MSI on, off, off again (OPS-08)',
      [
        { do: 'op', cmd: 2 },
        { do: 'op', cmd: 3 },
        { do: 'op', cmd: 3 },
      ],
    ],
    [
      'MSI-X of every count (OPS-11, OPS-16)',
      [0, 1, 8, 9, 128, 129, 0xffffffff].map((value) => ({ do: 'op', cmd: 4, value }) as Action),
    ],
    [
      'MSI beside MSI-X (OPS-04, OPS-12)',
      [
        { do: 'op', cmd: 2 },
        { do: 'op', cmd: 4, value: 2 },
        { do: 'op', cmd: 3 },
      ],
    ],
    [
      'descending table indices (C12)',
      [
        {
          do: 'op',
          cmd: 4,
          value: 2,
          entries: [
            [5, 0],
            [1, 0],
          ],
        },
      ],
    ],
    [
      'unknown devices and commands',
      [
        { do: 'op', cmd: 77 },
        { ...read, device: -1, devfn: 0x48 },
        { do: 'op', cmd: 2, device: -1, bus: 7 },
      ],
    ],
    [
      'accesses beyond configuration space (CONF-33)',
      [
        { ...read, offset: 0x1000 },
        { ...write, offset: 0x7ffffff0, size: 4 },
      ],
    ],
    [
      'reads that fail in the host (CONF-39)',
      [{ do: 'fault', what: 'configRead', count: 4 }, read, { ...read, offset: 0x48 }],
    ],
    [
      'a device that is gone',
      [{ do: 'vanish' }, read, { ...read, offset: 0x48 }, { ...write, offset: 4, size: 2 }],
    ],
    [
      'a capability that is written where it may not be (CAP-20)',
      [{ do: 'op', cmd: 1, base: 'msi', offset: 2, size: 2, value: 0x181 }],
    ],
  ])('on %s', (_, actions) => {
    expect(judged(actions)).toEqual([]);
  });

  it('on an AER request that is posted while an ordinary one is served (AER-10)', () => {
    const during: Action[] = [
      { ...read, hold: true },
      { do: 'aer', callback: 'detected', hold: true },
      { do: 'run', task: 'worker', at: [at('store', 'op.err', 1, { do: 'run', task: 'aer', steps: 64 })] },
      { do: 'answer' },
    ];
    expect(judged(during)).toEqual([]);
  });
});
