import { describe, expect, it } from 'vitest';
import { noHints } from '../program/hints.ts';
import type { Program } from '../program/program.ts';
import { Random } from '../program/random.ts';
import { Parents } from './schedule.ts';
import { program } from './testing/bench.ts';

const sight = (traits: number[], records = 100) => ({ traits, hints: noHints, records });
/** How often each is chosen in so many times. */
function chosen(parents: Parents, times: number): Map<Program, number> {
  const random = new Random(1);
  const counts = new Map<Program, number>();
  for (let i = 0; i < times; i++) {
    const { program: one } = parents.choose(random);
    counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  return counts;
}

describe('parents', () => {
  it('that do what no other does are chosen more often', () => {
    const parents = new Parents();
    const common = Array.from({ length: 20 }, () => program({ do: 'notify' }));
    for (const one of common) parents.add(one, sight([1, 2, 3, 4]));
    const rare = program({ do: 'unbind' });
    parents.add(rare, sight([1, 2, 3, 4, 5]));
    // One in 21, were all as likely.
    expect(chosen(parents, 80).get(rare)).toBeGreaterThan(16);
  });

  it('are worn out: what was chosen often is the rarest no longer', () => {
    const parents = new Parents();
    for (let i = 0; i < 5; i++) parents.add(program({ do: 'notify' }), sight([1]));
    const rare = program({ do: 'unbind' });
    parents.add(rare, sight([2]));
    // Of 1000 about 83 + 250; were the rare one always preferred, 83 + 437.
    expect(chosen(parents, 1000).get(rare)).toBeLessThan(400);
  });

  it('of those that do the same the cheapest is chosen, whichever came first', () => {
    const [small, large] = [program({ do: 'notify' }), program({ do: 'notify' }, { do: 'unbind' })];
    for (const order of [
      [small, large],
      [large, small],
    ]) {
      const parents = new Parents();
      for (const one of order) parents.add(one, sight([1, 2], one === small ? 10 : 1000));
      const counts = chosen(parents, 100);
      expect(counts.get(small)).toBeGreaterThan(60);
    }
  });

  it('of which any would do are the cheaper of two', () => {
    const parents = new Parents();
    const [small, large] = [program({ do: 'notify' }), program({ do: 'unbind' })];
    // Each does something of its own: of 1000 some 500 either way, were cost no matter; 625, as it is.
    parents.add(large, sight([1], 1000));
    parents.add(small, sight([2], 10));
    expect(chosen(parents, 1000).get(small)).toBeGreaterThan(570);
  });

  it('are a bounded number: those that nothing is owed to make room', () => {
    const parents = new Parents(8);
    const rare = program({ do: 'unbind' });
    parents.add(rare, sight([1, 2, 3]));
    for (let i = 0; i < 100; i++) parents.add(program({ do: 'notify' }), sight([4], 200 - i));
    expect(parents.length).toBe(8);
    expect(parents.kept.map(({ program: one }) => one)).toContain(rare);
    expect(chosen(parents, 200).get(rare)).toBeGreaterThan(40);
  });

  it('that made room are chosen for nothing any more', () => {
    const parents = new Parents(2);
    const first = program({ do: 'notify' });
    parents.add(first, sight([1]));
    for (let trait = 2; trait < 20; trait++)
      parents.add(program({ do: 'unbind' }), sight([trait, trait + 100]));
    expect(parents.length).toBe(2);
    expect(chosen(parents, 200).has(first)).toBe(false);
    expect([...chosen(parents, 200).keys()].length).toBe(2);
  });

  it('come with what they showed', () => {
    const parents = new Parents();
    const hints = { ...noHints, words: [{ offset: 4, size: 2, value: 7 }] };
    parents.add(program(), { traits: [1], hints, records: 1 });
    expect(parents.choose(new Random(1)).hints).toBe(hints);
    expect(parents.length).toBe(1);
  });
});
