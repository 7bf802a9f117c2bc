import { describe, expect, it } from 'vitest';
import { EINVAL, ENOMEM } from '../../abi/errno.ts';
import { Pciback } from '../driver.ts';
import { backendSeams } from '../seams.ts';
import { addHidden } from './hide.ts';
import { StubHost } from './testing/stub-host.ts';

/** A driver instance that has not begun to load. */
function unloaded(hide: string): { driver: Pciback; host: StubHost; lines: () => string[] } {
  const host = new StubHost({ cards: [] });
  const from = host.lines().length;
  return {
    host,
    driver: new Pciback(host.kernel, backendSeams, { hide }),
    lines: () => host.lines().slice(from),
  };
}

describe('STUB-40 hide', () => {
  it.each([
    ['(03:00.0)(04:00.0)', 2],
    ['(0000:03:00.0)(0000:04:*.*)', 257],
    ['(03:00.*) (04:00.1)', 9],
    ['(03:*.*)', 256],
    [' (03:00.0)\n (04:00.0) ', 2],
    ['', 0],
  ])('%j gives %i entries', (hide, count) => {
    const { driver } = unloaded(hide);
    expect(addHidden(driver)).toBe(0);
    expect(driver.deviceIds).toHaveLength(count);
  });
});

describe('STUB-41 errors in hide', () => {
  it.each([
    ['03:00.0', 0],
    ['(03:00)', 0],
    ['(03:00.0),(04:00.0)', 1],
    ['(03:00.0)x', 1],
    ['(03:00.0', 0],
    ['( 03:00.0 )', 0],
    [' ', 0],
  ])('%j is a logged -EINVAL after %i groups', (hide, count) => {
    const { driver, lines } = unloaded(hide);
    expect(addHidden(driver)).toBe(-EINVAL);
    expect(driver.deviceIds).toHaveLength(count);
    expect(lines()).toHaveLength(1);
  });

  it('a number out of range is silent', () => {
    const { driver, lines } = unloaded('(03:00.0)(03:20.0)');
    expect(addHidden(driver)).toBe(-EINVAL);
    expect(driver.deviceIds).toHaveLength(1);
    expect(lines()).toEqual([]);
  });

  it('so is want of memory', () => {
    const { driver, host, lines } = unloaded('(03:00.0)');
    host.world.faults.alloc = 1;
    expect(addHidden(driver)).toBe(-ENOMEM);
    expect(lines()).toEqual([]);
  });

  it('ends the load', () => {
    expect(new StubHost({ parameters: { hide: '(03:00.0)x' } }).result).toBe(-EINVAL);
    expect(new StubHost({ parameters: { hide: '(100:00.0)' } }).result).toBe(-EINVAL);
  });
});
