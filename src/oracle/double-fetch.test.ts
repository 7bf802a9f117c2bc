import { describe, expect, it } from 'vitest';
import { pageFieldName, SH_OP } from '../abi/pciif.ts';
import { msixEntryOffset } from '../backend/operations/request.ts';
import { sharedPage } from '../backend/operations/shared-page.ts';
import { wrapBackend } from '../changes/change.ts';
import { Site } from '../platform/recorder.ts';
import type { Action, Program } from '../program/program.ts';
import { at } from '../program/testing/at.ts';
import { connected, defect, findings, flaw, program, violations } from './testing/bench.ts';

const nic = connected('nic');

/** A request, with a word of the page set to `to` right before the `nth` fetch of `field`. */
const flipped = (request: Extract<Action, { do: 'op' }>, field: string, nth: number, to: number): Program =>
  program(nic, {
    ...request,
    at: [at('fetch', field, nth, { do: 'page', field, value: to })],
  });

const msix = { do: 'op', cmd: 4, value: 2 } as const;
const read = { do: 'op', cmd: 0, offset: 0, size: 4 } as const;
const judged = (checked: Program, flawName?: string): string[] =>
  violations(checked, flawName === undefined ? [] : flaw(flawName))
    .filter(({ oracle }) => oracle === 'double-fetch')
    .map(({ fingerprint }) => fingerprint);

describe('double-fetch, tier 2: no private copy explains what happened', () => {
  it('reports a count that is checked and then read again (EVT-12)', () => {
    expect(judged(flipped(msix, 'op.value', 3, 200), 'xsa-155-msix-count')).toEqual([
      'double-fetch/op.value/xen_pcibk_enable_msix',
    ]);
  });

  it('reports it also where the second reading only makes the table too small', () => {
    expect(judged(flipped(msix, 'op.value', 4, 3), 'xsa-155-msix-count')).toEqual([
      'double-fetch/op.value/xen_pcibk_enable_msix',
    ]);
  });

  it('reports a command that is looked at again after it was carried out', () => {
    const vectors = { ...read, value: 2 };
    const seen = Array.from({ length: 6 }, (_, i) =>
      judged(flipped(vectors, 'op.cmd', i + 2, 4), 'xsa-155-in-place'),
    );
    expect(seen.flat()).toContain('double-fetch/op.cmd/xen_pcibk_do_one_op');
  });

  it('reports half a word that is read again after the whole was copied', () => {
    const again = defect((seams) =>
      wrapBackend(seams, 'msixCount', (previous) => (connection, request) => {
        const entry = sharedPage(connection, 'xen_pcibk_enable_msix').fetch16(
          SH_OP + msixEntryOffset(0) + 2,
          Site.xen_pcibk_enable_msix,
        );
        return entry > 8 ? 3 : previous(connection, request);
      }),
    );
    const checked = program(nic, {
      ...msix,
      at: [at('fetch', 'op.msix_entries[0]', 4, { do: 'page', field: '0x2a', width: 2, value: 99 })],
    });
    expect(findings(checked, again, 'double-fetch')).toEqual([
      'double-fetch/op.msix_entries/xen_pcibk_enable_msix',
    ]);
  });

  it('says what was read, and what came of it', () => {
    const [found] = violations(flipped(msix, 'op.value', 3, 200), flaw('xsa-155-msix-count')).filter(
      ({ oracle }) => oracle === 'double-fetch',
    );
    expect(found?.detail).toBe(
      'offset 32 (op.value): 0x2 in xen_pcibk_do_one_op, then 0xc8 in xen_pcibk_enable_msix; then out-of-bounds xen_pcibk_enable_msix',
    );
    expect(found?.hygiene).toBeUndefined();
  });
});

describe('double-fetch, tier 1: untidy, without consequence', () => {
  it('reports a second fetch that finds the same', () => {
    expect(judged(program(nic, msix), 'xsa-155-msix-count')).toEqual([
      'double-fetch/hygiene-op.value/xen_pcibk_enable_msix',
    ]);
  });

  it('does not call it a finding when one of the copies explains the outcome', () => {
    // The count changes before it is checked: as if the guest had asked for three at once.
    expect(judged(flipped(msix, 'op.value', 1, 3), 'xsa-155-msix-count')).toEqual([
      'double-fetch/hygiene-op.value/xen_pcibk_enable_msix',
    ]);
  });

  it('takes a copy as it was fetched: a change before the first fetch of a word explains as well', () => {
    expect(findings(flipped(read, 'op.size', 1, 2), flaw('xsa-155-in-place'), 'double-fetch')).toEqual([]);
    expect(findings(flipped(read, 'op.offset', 1, 4), flaw('xsa-155-in-place'), 'double-fetch')).toEqual([]);
  });

  it('claims nothing where there are more copies than it tries', () => {
    const fields = ['op.domain', 'op.bus', 'op.devfn', 'op.offset', 'op.size', 'op.info', 'op.err'];
    const flips = fields.map((field) => at('fetch', field, 2, { do: 'page', field, value: 9 }));
    const twice = defect(({ backend, host }) => ({
      host,
      backend: {
        ...backend,
        takeRequest: (connection) => {
          backend.takeRequest(connection);
          return backend.takeRequest(connection);
        },
      },
    }));
    const found = violations(program(nic, { ...read, at: flips }), twice).filter(
      ({ oracle }) => oracle === 'double-fetch',
    );
    expect(found.map(({ hygiene }) => hygiene)).toEqual([true]);
  });
});

describe('double-fetch stays silent', () => {
  it('on the core, whatever word changes at whatever fetch', () => {
    const words = Array.from({ length: 12 }, (_, word) => pageFieldName(SH_OP + 4 * word));
    for (const field of words) {
      for (const nth of [1, 2])
        for (const request of [read, msix]) {
          expect(judged(flipped(request, field, nth, 1)), `${field} at fetch ${nth}`).toEqual([]);
        }
    }
  });

  it('on a copy that is torn word by word', () => {
    const torn = program(nic, {
      ...read,
      at: [
        at(
          'fetch',
          'op.devfn',
          1,
          { do: 'page', field: 'op.offset', value: 8 },
          { do: 'page', field: 'op.cmd', value: 1 },
        ),
      ],
    });
    expect(judged(torn)).toEqual([]);
  });

  it('on flags and the AER slot, which are polled by design', () => {
    const program_ = program(
      nic,
      { do: 'notify', times: 4 },
      read,
      { do: 'aer', callback: 'detected' },
      { do: 'answer' },
      { ...read, times: 4 },
    );
    expect(judged(program_)).toEqual([]);
    expect(judged(program_, 'xsa-155-in-place').every((found) => found.includes('hygiene-op.'))).toBe(true);
  });

  it('on two requests that follow one another with different words', () => {
    expect(judged(program(nic, read, { ...read, offset: 4 }, { ...read, size: 2 }))).toEqual([]);
  });
});
