import { describe, expect, it } from 'vitest';
import { wellBehavedWith } from '../../../campaign/benign.ts';
import { formatProgram } from '../../../program/schema.ts';
import type { Flaw } from '../../change.ts';
import { findingsWith, noticedWith, regressProgram, textOf, trapsOf } from './regress.ts';

export interface ProofOptions {
  /** Devices that a well-behaved guest is tried with. */
  readonly devices?: readonly string[];
  /** Traps, by number, that stay silent with the flaw put back as well. */
  readonly silentWithFlaw?: readonly number[];
}

/**
 * The tests that every flaw has: its attack in `corpus/regress` is detected on `hardened` with the flaw and silent
 * without, a well-behaved guest notices nothing of it, and its traps in `corpus/regress/traps` are silent.
 * @param fingerprints everything found in the attack, sorted
 */
export function prove(
  flaw: Flaw,
  fingerprints: readonly string[],
  { devices = ['e1000e'], silentWithFlaw = [] }: ProofOptions = {},
): void {
  describe(flaw.id, () => {
    const attack = regressProgram(flaw.id);

    it('is detected, by the oracles it names', () => {
      expect(findingsWith([flaw], attack)).toEqual(fingerprints);
      expect([...new Set(fingerprints.map((found) => found.split('/')[0]))].sort()).toEqual(
        [...flaw.oracles].sort(),
      );
    });

    it('is what is detected: without it the attack is silent', () => {
      expect(findingsWith([], attack)).toEqual([]);
    });

    it('has an attack in canonical form', () => {
      expect(formatProgram(attack)).toBe(textOf(flaw.id));
      expect([attack.profile, attack.flaws]).toEqual(['hardened', [flaw.id]]);
      expect(attack.note).toMatch(/^[A-Z].{40,}\.$/);
    });

    it.each(devices)('a well-behaved guest with %s works with and without it', (device) => {
      const program = wellBehavedWith(device);
      const without = noticedWith([], program);
      expect([without.crash, without.ends]).toEqual([null, [[0, 0], expect.arrayContaining([4])]]);
      expect(noticedWith([flaw], program)).toEqual(without);
    });

    it.each(trapsOf(flaw.id))('%s is a trap that no oracle falls into', (name) => {
      const trap = regressProgram(name);
      expect(formatProgram(trap)).toBe(textOf(name));
      expect([trap.profile, trap.flaws]).toEqual(['hardened', undefined]);
      expect(findingsWith([], trap)).toEqual([]);
      if (silentWithFlaw.includes(Number(name.split('-').at(-1)))) {
        expect(findingsWith([flaw], trap)).toEqual([]);
      }
    });
  });
}
