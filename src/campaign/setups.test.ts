import { describe, expect, it } from 'vitest';
import { Random } from '../program/random.ts';
import { drawSetup, SetupPool } from './setups.ts';
import { judgeOf, nic } from './testing/bench.ts';

const names = ['a', 'b', 'c'];

describe('drawing set-ups', () => {
  it('is the same for the same seed', () => {
    const draw = (seed: number) =>
      drawSetup(
        names,
        2,
        2,
        'connected',
        (device) => device,
        { permissive: 2, passthrough: 2 },
        new Random(seed),
      );
    expect(draw(5)).toEqual(draw(5));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => JSON.stringify(draw(seed)))).size).toBeGreaterThan(
      3,
    );
  });

  it('takes each device once, and no more than there are', () => {
    for (let seed = 0; seed < 30; seed++) {
      const drawn = drawSetup(names, 5, 1, 'bound', () => undefined, {}, new Random(seed)).devices.map(
        ({ name }) => name,
      );
      expect([...drawn].sort()).toEqual(names);
    }
  });

  it('often takes another function of the same card next', () => {
    const cards = ['a', 'b#01:00.0', 'b#01:00.1', 'c', 'd', 'e', 'f'];
    const pairs = Array.from({ length: 400 }, (_, seed) =>
      drawSetup(cards, 2, 1, 'bound', () => undefined, {}, new Random(seed)).devices.map(({ name }) => name),
    ).filter(([first]) => first === 'b#01:00.0');
    const siblings = pairs.filter(([, second]) => second === 'b#01:00.1').length;
    expect(siblings / pairs.length).toBeGreaterThan(0.3);
    expect(siblings).toBeLessThan(pairs.length);
  });

  it('takes one of the same slot rather than of another', () => {
    const cards = ['a', 'b#0e:00.0', 'b#0e:01.0', 'b#0e:01.1', 'c', 'd', 'e', 'f', 'g'];
    const seconds = Array.from({ length: 900 }, (_, seed) =>
      drawSetup(cards, 2, 1, 'bound', () => undefined, {}, new Random(seed)).devices.map(({ name }) => name),
    )
      .filter(([first]) => first === 'b#0e:01.0')
      .map(([, second]) => second);
    const share = (name: string): number =>
      seconds.filter((second) => second === name).length / seconds.length;
    expect(share('b#0e:01.1')).toBeGreaterThan(0.25);
    expect(share('b#0e:01.1')).toBeGreaterThan(2 * share('b#0e:00.0'));
    expect(share('b#0e:00.0')).toBeGreaterThan(0);
  });

  it('hands devices to guests as it is told, in modes as often as it is told', () => {
    const always = drawSetup(
      names,
      2,
      2,
      'connected',
      (device) => (device === 0 ? 1 : undefined),
      { permissive: 1, interruptControl: 1, hostSharesLine: 1, passthrough: 1, stubOnly: 1 },
      new Random(1),
    );
    expect(always).toMatchObject({ topology: 'passthrough', stubOnly: true, guests: 2, start: 'connected' });
    expect(always.devices[0]).toMatchObject({
      guest: 1,
      permissive: true,
      interruptControl: true,
      hostSharesLine: true,
    });
    expect('guest' in (always.devices[1] ?? {})).toBe(false);
    const never = drawSetup(names, 1, 1, 'connected', () => 0, { permissive: 0 }, new Random(1));
    expect(never).toEqual({
      topology: 'vpci',
      guests: 1,
      devices: [{ name: expect.any(String), guest: 0 }],
      start: 'connected',
    });
  });
});

describe('the pool of set-ups', () => {
  it('comes in slowly, uses a few at a time and replaces them more slowly still', () => {
    const random = new Random(3);
    let drawn = 0;
    const pool = new SetupPool(() => ({ topology: 'vpci', guests: ++drawn, devices: [], start: 'idle' }));
    const after = (uses: number): number => {
      for (let i = 0; i < uses; i++) pool.next(random);
      return drawn;
    };
    expect([after(1), after(8), after(13)]).toEqual([1, 3, 8]);
    expect(after(2400)).toBeGreaterThan(100);
    expect(drawn).toBeLessThan(115);
    const inUse = new Set(Array.from({ length: 23 }, () => pool.next(random).guests));
    expect(inUse.size).toBeLessThanOrEqual(9);
  });
});

describe('a set-up that starts connected', () => {
  it('has every guest connected, one without devices to an empty bus', () => {
    const { start } = judgeOf().executor.run({ setup: { ...nic, guests: 2 }, actions: [] }, 'digest');
    const connected = { backendState: 4, frontendState: 4, mapped: true, bound: true };
    expect(start).toMatchObject([
      { domid: 1, ...connected },
      { domid: 2, ...connected },
    ]);
  });
});
