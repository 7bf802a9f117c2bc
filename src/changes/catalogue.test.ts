import { describe, expect, it } from 'vitest';
import { catalogue, catalogueFigures, standsFor } from './catalogue.ts';
import { type Change, wrapBackend } from './change.ts';
import { flaws } from './flaws/index.ts';
import { connected, program, run } from './hardenings/testing/bench.ts';
import { fixes } from './profiles/fixes.ts';
import { allHardenings } from './profiles.ts';

const section = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);

/** The rows of the written catalogue, A4 in its two parts, and the two fixes of the seeds. */
const written = [
  ...section('A', 14).flatMap((name) => (name === 'A4' ? ['A4a', 'A4b'] : [name])),
  ...section('B', 18),
  ...section('C', 12),
  ...section('D', 7),
  ...section('E', 20),
  ...section('G', 9),
  '6337a239',
  '402c5e15',
];

describe('the catalogue of security history', () => {
  it('has every row of the written one, each once', () => {
    expect(catalogue.map(({ row }) => row)).toEqual(written);
  });

  it('names every past bug once', () => {
    const named = catalogue.flatMap(({ stands }) => (stands.by === 'flaw' ? stands.flaws : []));
    expect([...named].sort()).toEqual(flaws.map(({ id }) => id).sort());
  });

  it('names hardenings, rows and checks that there are', () => {
    const known = new Set(allHardenings.map(({ id }) => id));
    const rows = new Set(catalogue.map(({ row }) => row));
    for (const { row, stands } of catalogue) {
      const named = 'hardenings' in stands ? (stands.hardenings ?? []) : [];
      expect([row, named.filter((id) => !known.has(id))]).toEqual([row, []]);
      if (stands.by === 'alias') {
        expect([row, stands.of.filter((other) => !rows.has(other) || other === row)]).toEqual([row, []]);
      }
      if (stands.by === 'policy') {
        expect([
          row,
          stands.heldBy.filter((check) => !/^([a-z-]+\/[A-Za-z0-9-]+|[A-Z]+-\d+)$/.test(check)),
        ]).toEqual([row, []]);
      }
    }
  });

  it('accounts for each row: something stands for it, or there is a reason', () => {
    for (const entry of catalogue) {
      const { row, ids, title, reason } = entry;
      expect(title.length).toBeGreaterThan(10);
      expect([row, standsFor(entry).length > 0 || (reason ?? '').length > 5]).toEqual([row, true]);
      if (['alias', 'policy', 'out of scope'].includes(entry.stands.by)) expect(reason).not.toBe(null);
      expect([row, new Set(ids).size]).toEqual([row, ids.length]);
      expect([row, ids.filter((id) => !/^(XSA-\d+|CVE-\d{4}-\d{4,}|[0-9a-f]{8,12})$/.test(id))]).toEqual([
        row,
        [],
      ]);
    }
  });

  it('says of each past bug what the bug says of itself, and the profiles name the same row', () => {
    for (const { row, ids, stands } of catalogue) {
      if (stands.by !== 'flaw') continue;
      // The catalogue does not divide the CVEs of one advisory among all of its parts.
      const ofAdvisory = catalogue.filter((other) => other.ids.some((one) => ids.includes(one)));
      const cves = ofAdvisory.flatMap((other) => other.ids);
      for (const id of stands.flaws) {
        const flaw = flaws.find((one) => one.id === id);
        expect([id, fixes[id]?.row]).toEqual([id, row]);
        const advisories = flaw?.advisory.match(/XSA-\d+/g) ?? [];
        expect([id, ids]).toEqual([id, expect.arrayContaining(advisories)]);
        expect([id, cves]).toEqual([id, expect.arrayContaining([...(flaw?.cves ?? [])])]);
        if (/^[0-9a-f]{8,12}$/.test(flaw?.fixedBy ?? '') && row.startsWith('B') && flaw?.cves.length === 0)
          expect([id, ids.some((one) => flaw?.fixedBy.startsWith(one))]).toEqual([id, true]);
      }
    }
  });

  it('is counted', () => {
    const { rows, byFlaw, byHardening, alias, policy, outOfScope } = catalogueFigures();
    expect(rows).toBe(written.length);
    expect(byFlaw + byHardening + alias + policy + outOfScope).toBe(rows);
    expect([byFlaw, byHardening, alias, policy, outOfScope]).toEqual([49, 11, 4, 3, 16]);
  });
});

describe('the oracle checks that hold a policy row fire', () => {
  const heldBy = catalogue.flatMap(({ stands }) => (stands.by === 'policy' ? stands.heldBy : []));

  it('E7: an owner that stays, bus mastering that stays', () => {
    expect(heldBy).toEqual(expect.arrayContaining(['leak/owner', 'leak/master']));
    const owned: Change = {
      ...(flaws[0] as Change),
      apply: (seams) =>
        wrapBackend(seams, 'markFree', (previous) => (driver, psdev) => {
          driver.kernel.pci.registerOwner(psdev.dev, 1);
          previous(driver, psdev);
        }),
    };
    const leave = { do: 'toolstack', step: 'destroy' } as const;
    const ended = program(connected('nic'), leave);
    expect(run(ended, [owned]).findings).toContain('leak/owner/pcistub_put_pci_dev');
    expect(run(ended, []).findings).toEqual([]);
    const decodeOff = program(
      connected('left-on'),
      { do: 'op', cmd: 1, offset: 4, size: 2, value: 2 },
      { do: 'op', cmd: 1, offset: 4, size: 2, value: 0 },
      leave,
    );
    expect(run(decodeOff, []).findings).toContain('leak/master/pcistub_put_pci_dev');
  });

  it('E18: a BAR that does not read a mask while it is sized', () => {
    expect(heldBy).toContain('reply/HDR-43');
    const raw = flaws.find(({ id }) => id === 'bar-length-raw') as Change;
    const sized = program(
      connected('nic'),
      { do: 'op', cmd: 1, offset: 0x10, value: 0xffffffff },
      { do: 'op', cmd: 0, offset: 0x10 },
    );
    expect(run(sized, [raw]).findings).toContain('reply/HDR-43/xen_pcibk_do_one_op');
    expect(run(sized, []).findings).toEqual([]);
  });

  it('no other check is named', () => {
    expect(heldBy.filter((check) => check.includes('/')).sort()).toEqual([
      'leak/master',
      'leak/owner',
      'reply/HDR-43',
    ]);
  });
});
