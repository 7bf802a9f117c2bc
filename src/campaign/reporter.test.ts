import { describe, expect, it } from 'vitest';
import type { Change } from '../changes/change.ts';
import { combine, flawsNamed } from '../changes/profiles.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import type { Program } from '../program/program.ts';
import { Baseline, type KnownWeakness } from './baseline.ts';
import { Causes } from './cause.ts';
import { advisoryOf, type EarlierFinding, identityOf } from './finding.ts';
import { Judge } from './judge.ts';
import { type ReportEvent, Reporter } from './reporter.ts';
import { judgeOf, library, program } from './testing/bench.ts';

const flaws = ['xsa-155-in-place', 'xsa-157-msi-twice', 'xsa-157-msix-twice'].flatMap(flawsNamed);
const enableMsi = { do: 'op', cmd: 2 } as const;
const disableMsi = { do: 'op', cmd: 3 } as const;
const enableMsix = { do: 'op', cmd: 4, value: 1 } as const;
const negative = { do: 'op', offset: -4, size: 4 } as const;
const idle = { do: 'notify', times: 1 } as const;

const entry = (fingerprint: string, hardening: string): KnownWeakness => ({
  fingerprint,
  title: 'known',
  rules: [],
  reach: 'guest',
  severity: 'low',
  hardening,
});

function reports(
  changes: readonly Change[],
  programs: readonly Program[],
  known: KnownWeakness[] = [],
  earlier: EarlierFinding[] = [],
): ReportEvent[] {
  const made = combine('test', changes);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  const makeJudge = () => judgeOf(changes);
  const causes = new Causes(
    made.profile,
    (profile) => new Judge(new ModelExecutor(library, profile), oracles),
  );
  const reporter = new Reporter({ baseline: new Baseline(known), causes, makeJudge, earlier });
  return programs.flatMap((one, index) => [...reporter.report('test', one, index)]);
}
const findings = (events: readonly ReportEvent[]) => events.filter((event) => event.kind === 'finding');
const consequences = (events: readonly ReportEvent[]) =>
  events.filter((event) => event.kind === 'consequence');

describe('findings of earlier runs', () => {
  const identity = 'crash/warn/pci_enable_msi/xsa-157-msi-twice';
  const attack = program(enableMsi, enableMsi);
  const met = (...earlier: EarlierFinding[]) =>
    reports(flawsNamed('xsa-157-msi-twice'), [attack], [], earlier).filter(({ kind }) => kind !== 'reduce');

  it('come again, and are not announced', () => {
    for (const state of ['new', 'reopened'] as const)
      expect(met({ identity, cause: 'xsa-157-msi-twice', state })).toEqual([
        expect.objectContaining({ kind: 'again', identity }),
      ]);
  });

  it('are the same by their cause, whichever symptom came first', () => {
    const other = { identity: 'crash/other', cause: 'xsa-157-msi-twice' } as const;
    expect(met({ ...other, state: 'new' })).toEqual([
      expect.objectContaining({ kind: 'again', identity: 'crash/other' }),
    ]);
    expect(met({ ...other, state: 'fixed' })).toEqual([expect.objectContaining({ state: 'new' })]);
    expect(met({ ...other, cause: null, state: 'new' })).toEqual([expect.objectContaining({ state: 'new' })]);
  });

  it('are reopened when they were fixed', () => {
    expect(met({ identity, cause: 'xsa-157-msi-twice', state: 'fixed' })).toEqual([
      expect.objectContaining({ kind: 'finding', state: 'reopened', reproduced: 20 }),
    ]);
  });
});

describe('findings', () => {
  it('are one for each cause; what else it leads to is a consequence', () => {
    const events = reports(flaws, [
      program(enableMsi, enableMsi),
      program(enableMsi, enableMsi, disableMsi),
      program(enableMsix, enableMsix),
    ]);
    expect(findings(events).map(identityOf)).toEqual([
      'crash/warn/pci_enable_msi/xsa-157-msi-twice',
      expect.stringMatching(/^[^/]+\/.*\/xsa-157-msix-twice$/),
    ]);
    expect(findings(events).map(advisoryOf)).toEqual(['XSA-157', 'XSA-157']);
    expect(consequences(events)).toContainEqual(
      expect.objectContaining({
        violation: expect.objectContaining({ fingerprint: 'crash/bug/pci_disable_msi' }),
        of: 'crash/warn/pci_enable_msi/xsa-157-msi-twice',
      }),
    );
  });

  it('that need two flaws are a consequence of the one that was met first', () => {
    const [inPlace, count] = ['xsa-155-in-place', 'xsa-155-msix-count'].map(
      (id) => flawsNamed(id)[0] as Change,
    );
    const both = [inPlace as Change, count as Change];
    const judge = judgeOf(both);
    const attack = program(enableMsi);
    const made = combine('test', both);
    if ('problem' in made) throw new Error('conflict');
    const causes = new Causes(made.profile, () => judge);
    const flawsOf = (...flaws: Change[]) => Object.assign(causes, { flawsOf: () => flaws });
    const violation = { oracle: 'crash', title: '', detail: '', rules: [] };
    const told = (fingerprint: string) =>
      Object.assign(Object.create(judge), {
        judge: () => [{ ...violation, fingerprint }],
        shows: () => true,
      }) as Judge;
    const reporter = (judges: Judge) =>
      new Reporter({ baseline: new Baseline(), causes, makeJudge: () => judges }, judges);
    let shown = 'crash/one';
    const changing = Object.assign(Object.create(judge), {
      judge: () => told(shown).judge(attack),
      shows: () => true,
    }) as Judge;
    const reports = reporter(changing);
    flawsOf(count as Change);
    const first = [...reports.report('test', attack, 0)];
    shown = 'crash/two';
    flawsOf(inPlace as Change, count as Change);
    const second = [...reports.report('test', attack, 1)];
    expect(findings(first).map(identityOf)).toEqual(['crash/one/xsa-155-msix-count']);
    expect([findings(second), consequences(second).map(({ of }) => of)]).toEqual([
      [],
      ['crash/one/xsa-155-msix-count'],
    ]);
  });

  it('are two where two causes have one fingerprint', () => {
    const disguised = flawsNamed('xsa-157-msix-twice').map((flaw) => ({
      ...flaw,
      ...flawsNamed('xsa-157-msi-twice')[0],
      id: 'other-twice',
      apply: flaw.apply,
    })) as Change[];
    const same = (wanted: Judge) =>
      Object.assign(Object.create(wanted), {
        judge: (one: Program) =>
          wanted
            .judge(one)
            .flatMap((violation) =>
              violation.oracle === 'crash' ? [{ ...violation, fingerprint: 'crash/same' }] : [],
            ),
        shows: (one: Program) => wanted.judge(one).some(({ oracle }) => oracle === 'crash'),
      }) as Judge;
    const changes = [...flawsNamed('xsa-157-msi-twice'), ...disguised];
    const made = combine('test', changes);
    if ('problem' in made) throw new Error('conflict');
    const causes = new Causes(made.profile, (profile) =>
      same(new Judge(new ModelExecutor(library, profile), oracles)),
    );
    const reporter = new Reporter({
      baseline: new Baseline(),
      causes,
      makeJudge: () => same(judgeOf(changes)),
    });
    const events = [program(enableMsi, enableMsi), program(enableMsix, enableMsix)].flatMap((one) => [
      ...reporter.report('test', one, 0),
    ]);
    expect(findings(events).map(identityOf)).toEqual([
      'crash/same/xsa-157-msi-twice',
      'crash/same/other-twice',
    ]);
  });

  it('are minimised without slipping to another cause', () => {
    const [first] = findings(reports(flaws, [program(idle, enableMsix, idle, enableMsix, idle)]));
    expect(first?.program?.actions).toHaveLength(2);
    expect(identityOf(first as NonNullable<typeof first>)).toMatch(/xsa-157-msix-twice$/);
    expect(first).toMatchObject({ reproduced: 20, runs: 20 });
  });

  it('of a known weakness are known, each weakness once, whatever it leads to', () => {
    const attack = [program({ ...negative, cmd: 0 }), program({ ...negative, cmd: 1 })];
    const named = reports([], attack, [entry('reply/CONF-34/xen_pcibk_do_one_op', 'offset-in-range')]);
    expect(findings(named)).toEqual([expect.objectContaining({ state: 'known' })]);
    const byHardening = reports([], attack, [entry('isolation/elsewhere', 'offset-in-range')]);
    expect(findings(byHardening)).toEqual([
      expect.objectContaining({ state: 'known', known: expect.objectContaining({ title: 'known' }) }),
    ]);
  });

  it('of a weakness that no list has are new, and name what closes it', () => {
    const [first] = findings(reports([], [program({ ...negative, cmd: 0 })]));
    expect(first).toMatchObject({
      state: 'new',
      cause: { kind: 'weakness', hardening: { id: 'offset-in-range' } },
    });
  });

  it('are due to a flaw even where a weakness has the same symptom', () => {
    const known = [entry('crash/warn/pci_enable_msi', 'anything')];
    const [first] = findings(reports(flaws, [program(enableMsi, enableMsi)], known));
    expect(first).toMatchObject({ state: 'new', known: undefined });
  });
});
