import { describe, expect, it } from 'vitest';
import { type Change, wrapBackend } from '../changes/change.ts';
import type { Action, Setup } from '../program/program.ts';
import { at } from '../program/testing/at.ts';
import { bound, connected, defect, findings, flaw, program } from './testing/bench.ts';

const nic = connected('nic');
const judged = (setup: Setup, actions: readonly Action[], changes: readonly Change[] = []): string[] =>
  findings(program(setup, ...actions), changes, 'crash');

describe('crash', () => {
  const twice: Action[] = [
    { do: 'op', cmd: 2 },
    { do: 'op', cmd: 2 },
  ];

  it('reports a warning of the kernel (XSA-157)', () => {
    expect(judged(nic, twice, flaw('xsa-157-msi-twice'))).toEqual(['crash/warn/pci_enable_msi']);
    expect(judged(nic, twice)).toEqual([]);
  });

  it('reports a BUG, and the warning before it (XSA-157)', () => {
    expect(judged(nic, [...twice, { do: 'op', cmd: 3 }], flaw('xsa-157-msi-twice'))).toEqual([
      'crash/bug/pci_disable_msi',
      'crash/warn/pci_enable_msi',
    ]);
  });

  it('reports an access out of bounds (XSA-155)', () => {
    const flip: Action = {
      do: 'op',
      cmd: 4,
      value: 2,
      at: [at('fetch', 'op.value', 3, { do: 'page', field: 'op.value', value: 200 })],
    };
    expect(judged(nic, [flip], flaw('xsa-155-msix-count'))).toEqual([
      'crash/out-of-bounds/xen_pcibk_enable_msix',
    ]);
    expect(judged(nic, [flip])).toEqual([]);
  });

  it('reports the page used after it was unmapped (XSA-331)', () => {
    const hasty = defect((seams) => wrapBackend(seams, 'flushWorker', () => function* () {}));
    const actions: Action[] = [
      { do: 'op', cmd: 0, hold: true },
      { do: 'frontend', step: 'close', hold: true },
      { do: 'run', task: 'xenwatch', steps: 64 },
    ];
    expect(judged(nic, actions, hasty)).toEqual([
      expect.stringMatching(/^crash\/(unmapped-page|null-dereference)\//),
    ]);
    expect(judged(nic, actions)).toEqual([]);
  });

  it('reports a null dereference (QRK-14)', () => {
    const twins = bound('nic', 'nic-2');
    const actions: Action[] = [
      { do: 'unbind', device: 0 },
      { do: 'show', attribute: 'quirks' },
    ];
    expect(judged(twins, actions)).toEqual([expect.stringMatching(/^crash\/null-dereference\//)]);
  });

  it('reports an exception of the rig itself', () => {
    const broken = defect((seams) =>
      wrapBackend(seams, 'storeReply', (previous) => (connection, request, vectors) => {
        if (request.cmd === 77) throw new TypeError('not a function');
        previous(connection, request, vectors);
      }),
    );
    expect(judged(nic, [{ do: 'op', cmd: 77 }], broken)).toEqual([
      expect.stringMatching(/^crash\/exception\//),
    ]);
  });

  it('names a fault the same whatever the numbers in its message are', () => {
    const fingerprints = [150, 200].map((to) =>
      judged(
        nic,
        [
          {
            do: 'op',
            cmd: 4,
            value: 2,
            at: [at('fetch', 'op.value', 4, { do: 'page', field: 'op.value', value: to })],
          },
        ],
        flaw('xsa-155-msix-count'),
      ),
    );
    expect(fingerprints[0]).toEqual(fingerprints[1]);
    expect(fingerprints[0]).toHaveLength(1);
  });
});
