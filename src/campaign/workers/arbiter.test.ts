import { describe, expect, it } from 'vitest';
import { flaws } from '../../changes/flaws/index.ts';
import type { Violation } from '../../oracle/oracle.ts';
import type { Cause } from '../cause.ts';
import type { Again, Consequence, Finding } from '../finding.ts';
import { Arbiter } from './arbiter.ts';

const violation = (fingerprint: string): Violation => ({
  oracle: 'crash',
  fingerprint,
  title: 't',
  detail: 'd',
  rules: [],
});
const finding = (fingerprint: string, cause: Cause = null, state: Finding['state'] = 'new'): Finding => ({
  kind: 'finding',
  state,
  target: 'msi',
  violation: violation(fingerprint),
  cause,
  known: undefined,
  program: undefined,
  input: undefined,
  alsoSeen: [],
  reproduced: 1,
  runs: 1,
  executions: 1,
});
const flaw = (at: number): Cause => ({ kind: 'flaws', flaws: [flaws[at] as (typeof flaws)[number]] });
const again = (fingerprint: string, identity: string): Again => ({
  kind: 'again',
  target: 'msi',
  violation: violation(fingerprint),
  identity,
  executions: 1,
});
const consequence = (fingerprint: string, of: string): Consequence => ({
  kind: 'consequence',
  violation: violation(fingerprint),
  of,
});

describe('the arbiter', () => {
  it('announces a finding of two workers once', () => {
    const arbiter = new Arbiter();
    expect(arbiter.take(finding('a'))).toMatchObject({ kind: 'finding' });
    expect(arbiter.take(finding('a'))).toBeUndefined();
    expect(arbiter.take(finding('b'))).toMatchObject({ kind: 'finding' });
    expect(arbiter.counts()).toEqual({ new: 2, known: 0 });
  });

  it('two symptoms of one cause: the first is the finding, the other its consequence, once', () => {
    const arbiter = new Arbiter();
    const id = flaws[0]?.id;
    arbiter.take(finding('a', flaw(0)));
    expect(arbiter.take(finding('b', flaw(0)))).toEqual(consequence('b', `a/${id}`));
    expect(arbiter.take(consequence('b', `a/${id}`))).toBeUndefined();
    // What the second worker puts down to its own finding is the first one's.
    expect(arbiter.take(consequence('c', `b/${id}`))).toEqual(consequence('c', `a/${id}`));
    expect(arbiter.take(consequence('a', `b/${id}`))).toBeUndefined();
    expect(arbiter.counts()).toEqual({ new: 1, known: 0 });
  });

  it('one symptom of two causes is two findings', () => {
    const arbiter = new Arbiter();
    arbiter.take(finding('a', flaw(0)));
    expect(arbiter.take(finding('a', flaw(1)))).toMatchObject({ kind: 'finding' });
  });

  it('what a worker was told of is no news of an earlier run', () => {
    const arbiter = new Arbiter();
    arbiter.take(finding('a'));
    expect(arbiter.take(again('a', 'a'))).toBeUndefined();
    expect(arbiter.take(again('b', 'a'))).toEqual(consequence('b', 'a'));
    expect(arbiter.take(again('x', 'x'))).toMatchObject({ kind: 'again' });
    expect(arbiter.take(again('x', 'x'))).toBeUndefined();
  });

  it('counts what is known by itself', () => {
    const arbiter = new Arbiter();
    arbiter.take(finding('a', null, 'known'));
    arbiter.take(finding('b', null, 'reopened'));
    expect(arbiter.counts()).toEqual({ new: 1, known: 1 });
  });
});
