import { describe, expect, it } from 'vitest';
import type { KnownWeakness, ShownOnDriver } from '../campaign/baseline.ts';
import { Baseline } from '../campaign/baseline.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import { makeProfile } from '../changes/profiles.ts';
import type { Executor } from '../executor/execution.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { read, write } from './actions.ts';
import type { Case } from './case.ts';
import { DeviceFacts } from './device-facts.ts';
import { count, crash, reply } from './expect.ts';
import * as need from './need.ts';
import type { Rule } from './rule.ts';
import { runCase, type Subject } from './run-case.ts';
import { modelSubject } from './subject.ts';
import type { CaseResult } from './verdict.ts';

const library = shippedDevices();
const device = new DeviceFacts(library.get('e1000e') ?? expect.fail('there is no e1000e'));

const rule = (level: Rule['level'], part: Rule['part'] = 'driver'): Rule => ({
  id: 'CONF-01',
  level,
  requirement: 'a read gives what is there',
  source: 'none',
  part,
  guestObservable: true,
});

function model(profileName = 'linux-6.1'): Subject {
  const made = makeProfile(profileName);
  if ('problem' in made) throw new Error('no profile');
  return modelSubject(new ModelExecutor(library, made.profile), made.profile, new Baseline());
}

const ids = device.dword(0);
const one = (more: Partial<Case>): Case => ({
  id: 'CONF-01/1',
  title: 'a dword at 0',
  on: 'each',
  steps: () => [read(0)],
  expect: () => [reply(0, 0, ids)],
  ...more,
});
const run = (more: Partial<Case>, subject = model(), its = rule('MUST')): CaseResult =>
  runCase(one(more), its, device, subject);

/** The same, whose kernel ends in every program. */
function crashing(subject: Subject): Subject {
  const { executor } = subject;
  const crashed: Executor = {
    name: 'model',
    sees: executor.sees,
    run: (program, form) => ({
      ...executor.run(program, form),
      crash: { kind: 'bug', site: 'somewhere', message: 'BUG' },
    }),
  };
  return { ...subject, executor: crashed, breaches: () => [] };
}

describe('verdict of a case', () => {
  it('is PASS when everything expected is observed', () => {
    expect(run({})).toMatchObject({ verdict: 'PASS', reason: null, containment: 'held', mismatches: [] });
  });

  it('is FAIL when anything differs, with expected and observed', () => {
    const result = run({ expect: () => [reply(0, 0, ids), reply(0, 0, 1)] });
    expect(result.verdict).toBe('FAIL');
    expect(result.mismatches).toMatchObject([{ expected: [[0, 1]], observed: [[0, ids]] }]);
  });

  it('is ERROR when nothing is expected, and when the case itself throws', () => {
    expect(run({ expect: () => [] }).verdict).toBe('ERROR');
    const broken = run({
      steps: () => {
        throw new Error('this case is broken');
      },
    });
    expect(broken).toMatchObject({ verdict: 'ERROR', reason: 'this case is broken' });
  });

  it('is SKIP with the reason when the device lacks what the case needs', () => {
    expect(run({ needs: need.vpd })).toMatchObject({
      verdict: 'SKIP',
      reason: 'e1000e has no VPD capability',
    });
  });

  it('is SKIP when the executor supplies what the rule speaks of, or does not show what is looked at', () => {
    const subject = model();
    const supplies = new Set(['event-core'] as const);
    expect(run({}, { ...subject, supplies }, rule('MUST', 'event-core')).reason).toBe(
      'executor model supplies the event-core itself',
    );
    const blind: Executor = {
      name: 'blind',
      sees: new Set(['fetches']),
      run: (p, f) => subject.executor.run(p, f),
    };
    const counting = { expect: () => [count('ConfigRead', 1)] };
    expect(run(counting, { ...subject, executor: blind })).toMatchObject({
      verdict: 'SKIP',
      reason: 'executor blind does not show host-effects',
    });
  });

  it('is INFO for a case that only shows what is accepted', () => {
    expect(run({ info: true })).toMatchObject({ verdict: 'INFO', reason: 'a dword at 0' });
    expect(run({ info: true, expect: () => [reply(0, 0, 1)] }).verdict).toBe('FAIL');
  });

  it('is NON-STRICT by a listed difference of a change in force, INFO where the rule is a MUST', () => {
    const differs = {
      expect: () => [reply(0, 0, 1)],
      accept: { 'offset-in-range': () => [reply(0, 0, ids)] },
    };
    const observed = rule('OBSERVED');
    expect(run(differs, model('hardened'), observed)).toMatchObject({
      verdict: 'NON-STRICT',
      reason: 'differs by offset-in-range',
    });
    expect(run(differs, model('hardened'), rule('MUST')).verdict).toBe('INFO');
    // Not in force in Linux 6.1, so it explains nothing there.
    expect(run(differs, model(), observed).verdict).toBe('FAIL');
    expect(run(differs, { ...model(), changes: null }, observed).verdict).toBe('NON-STRICT');
    const joined = { ...differs, accept: { 'offset-in-range+no-such': differs.accept['offset-in-range'] } };
    expect(run(joined, model('hardened'), observed).verdict).toBe('FAIL');
  });

  it('is CRASH when the kernel ends and nothing expected that; a crash that is expected is looked at', () => {
    const subject = crashing(model());
    expect(run({ expect: () => [reply(0, 0, 1)] }, subject).verdict).toBe('CRASH');
    expect(run({ expect: () => [crash('bug', 'somewhere')] }, subject).verdict).toBe('PASS');
    expect(run({ expect: () => [crash('bug', 'elsewhere')] }, subject).verdict).toBe('FAIL');
  });

  it('is never PASS for a target that does not answer', () => {
    const subject = model();
    const mute: Executor = {
      ...subject.executor,
      name: 'mute',
      sees: subject.executor.sees,
      run: (program, form) => subject.executor.run({ ...program, actions: [] }, form),
    };
    expect(run({}, { ...subject, executor: mute })).toMatchObject({ verdict: 'FAIL' });
    const dead: Executor = {
      ...mute,
      run: () => {
        throw new Error('the target does not answer');
      },
    };
    expect(run({}, { ...subject, executor: dead })).toMatchObject({
      verdict: 'ERROR',
      reason: 'the target does not answer',
    });
  });
});

describe('containment of a case', () => {
  const negative = {
    setup: { device: { permissive: true as const } },
    steps: () => [write(-188, 4, 1)],
    expect: () => [count('Action', 1)],
  };

  it('is broken by what a guest does to the host, known when the baseline has it', () => {
    expect(run(negative)).toMatchObject({ containment: 'broken' });
    const known = { ...model(), isKnown: () => true };
    expect(run(negative, known)).toMatchObject({ containment: 'known' });
    expect(run(negative, model('hardened'))).toMatchObject({ containment: 'held' });
  });
});

describe('a case that shows a recorded weakness', () => {
  const recorded = (shown: ShownOnDriver, fingerprint = 'reply/CONF-01/x'): Subject => {
    const weakness: KnownWeakness = {
      fingerprint,
      title: 'wrong',
      rules: [],
      reach: 'guest',
      severity: 'low',
    };
    return { ...model(), weaknessOf: (id) => (id === shown.case ? { weakness, shown } : undefined) };
  };
  const what = 'replies [err, value] of action 0';
  const asSeen = recorded({ case: 'CONF-01/1', observed: [{ what, value: [[0, ids]] }] });
  const failing = { expect: () => [reply(0, 0, 1)] };

  it('is KNOWN with the weakness when it fails as recorded', () => {
    expect(run(failing, asSeen)).toMatchObject({
      verdict: 'KNOWN',
      reason: 'weakness reply/CONF-01/x',
      mismatches: [{ what }],
    });
  });

  it('is FAIL when it fails in another way, or in one more', () => {
    const other = recorded({ case: 'CONF-01/1', observed: [{ what, value: [[0, 2]] }] });
    expect(run(failing, other).verdict).toBe('FAIL');
    expect(run({ expect: () => [reply(0, 0, 1), count('Owner', 9)] }, asSeen).verdict).toBe('FAIL');
    expect(run({ id: 'CONF-01/2', ...failing }, asSeen).verdict).toBe('FAIL');
  });

  it('never passes silently: a weakness that is gone is told', () => {
    expect(run({}, asSeen)).toMatchObject({
      verdict: 'INFO',
      reason: expect.stringMatching(/^weakness reply\/CONF-01\/x is recorded, and the case does not show it/),
    });
  });

  it('is KNOWN by a crash only when it is the crash of the fingerprint', () => {
    const at = (fingerprint: string) =>
      run(failing, crashing(recorded({ case: 'CONF-01/1' }, fingerprint))).verdict;
    expect(at('crash/bug/somewhere')).toBe('KNOWN');
    expect(at('crash/bug/elsewhere')).toBe('CRASH');
    expect(run(failing, recorded({ case: 'CONF-01/1' }, 'crash/x/y')).verdict).toBe('FAIL');
  });
});
