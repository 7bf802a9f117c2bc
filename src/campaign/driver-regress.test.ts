import { describe, expect, it } from 'vitest';
import type { Flaw } from '../changes/change.ts';
import { flaws } from '../changes/flaws/index.ts';
import { makeProfile, type Profile } from '../changes/profiles.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { UnsupportedProgram } from '../executor/unsupported.ts';
import { Baseline } from './baseline.ts';
import { DriverRegress, type FlawedDriver } from './driver-regress.ts';
import { knownWeaknesses } from './known.ts';
import { regressLibrary } from './regress.ts';

const flaw = (id: string): Flaw => flaws.find((one) => one.id === id) ?? expect.fail(`there is no ${id}`);
const library = regressLibrary();
/** A driver as it would be: the model of one, with some of its past bugs. */
const driver = (...ids: string[]): ModelExecutor =>
  new ModelExecutor(library, (makeProfile('linux-6.1', ids) as { profile: Profile }).profile);
const regress = (flawed: (one: Flaw) => FlawedDriver, known = knownWeaknesses('linux-6.1')): DriverRegress =>
  new DriverRegress({ fixed: driver(), known, flawed });
const closing = (executor: ModelExecutor, closed: string[] = []): FlawedDriver => ({
  executor,
  close: () => closed.push('closed'),
});

describe('a past bug in a driver', () => {
  it('is noticed by the oracles that it names, and the driver is given up', () => {
    const closed: string[] = [];
    expect(regress(({ id }) => closing(driver(id), closed)).of(flaw('xsa-120-command'))).toMatchObject({
      detected: true,
      silentWhenFixed: true,
      benignWorks: true,
      by: ['host-integrity'],
      problem: null,
    });
    expect(closed).toEqual(['closed']);
  });

  it('is not when the driver does not have it: what it shows anyway does not count', () => {
    expect(regress(() => closing(driver())).of(flaw('xsa-120-command'))).toMatchObject({
      detected: false,
      by: [],
      fingerprints: [],
      problem: 'host-integrity did not fire',
    });
  });

  it('must show nothing without it but what is known', () => {
    const one: Flaw = { ...flaw('xsa-332-no-backoff'), oracles: ['crash'] };
    expect(regress(({ id }) => closing(driver(id))).of(one)).toMatchObject({
      detected: false,
      problem: 'crash did not fire; starvation did',
    });
    const weak = new DriverRegress({
      fixed: driver('xsa-120-command'),
      known: new Baseline(),
      flawed: () => closing(driver('xsa-120-command', 'xsa-120-reset')),
    });
    expect(weak.of(flaw('xsa-120-command'))).toMatchObject({ silentWhenFixed: false });
  });

  it('is noticed when a sanitizer says so, whatever the oracle', () => {
    const executor = driver();
    const reporting = (say: string): FlawedDriver => ({
      executor: {
        name: 'reporting',
        sees: executor.sees,
        run: (program, form) => ({
          ...executor.run(program, form),
          crash: { kind: 'out-of-bounds', site: 'here', message: say },
        }),
      },
      close() {},
    });
    const said = (say: string) => regress(() => reporting(say)).of(flaw('xsa-120-command'));
    expect(said('AddressSanitizer: store of 1 bytes')).toMatchObject({
      by: ['sanitizer'],
      benignWorks: false,
    });
    expect(said('out of bounds')).toMatchObject({
      by: [],
      problem: 'host-integrity did not fire; crash did',
    });
  });

  it('is passed over, never passed, without a build, or when the driver cannot run its attack', () => {
    const one = flaw('xsa-120-command');
    expect(regress(() => ({ skip: 'not built' })).of(one)).toEqual({ flaw: one, skip: 'not built' });
    const refusing: FlawedDriver = {
      executor: {
        name: 'refusing',
        sees: driver().sees,
        run: () => {
          throw new UnsupportedProgram('it has no guests');
        },
      },
      close() {},
    };
    expect(regress(() => refusing).of(one)).toEqual({ flaw: one, skip: 'its attack: it has no guests' });
  });
});
