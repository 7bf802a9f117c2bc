import { knownWeaknesses } from '../campaign/known.ts';
import { allHardenings, profileNames } from '../changes/profiles.ts';
import { compare } from '../report/compare.ts';
import type { OtherFormat, ReportData, ReportParts, Weakness } from '../report/html/data.ts';
import { behaviourUnderTest, type RunData } from '../report/run-data.ts';
import { type Step, verdictOf } from '../report/verdict.ts';

/** What the caller knows besides the runs. */
export interface Occasion {
  readonly title: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly formats: readonly OtherFormat[];
  readonly parts: ReportParts;
}

/** Everything that the page shows. */
export function gather(run: RunData, before: RunData | undefined, occasion: Occasion): ReportData {
  const tested = behaviourUnderTest(run);
  return {
    ...occasion,
    run,
    tested,
    verdict: verdictOf(run, missingOf(run)),
    weaknesses: tested === undefined ? [] : weaknessesOf(tested.profile, run),
    comparison: before === undefined ? undefined : compare(run, before),
  };
}

/** What a run lacks, and the command that would make it. */
export function missingOf({ commands, edges }: RunData): Step[] {
  const ran = (name: string): boolean => commands.some(({ command }) => command === name);
  return [
    ...(ran('fuzz')
      ? []
      : [{ command: 'npx pciback-rig fuzz --time 60s --edges reports/edges.json', does: 'a campaign' }]),
    ...(ran('conform') ? [] : [{ command: 'npx pciback-rig conform', does: 'the conformance suite' }]),
    ...(ran('regress') ? [] : [{ command: 'npx pciback-rig regress', does: 'all past bugs' }]),
    ...(edges !== undefined || !ran('fuzz')
      ? []
      : [
          {
            command: 'npx pciback-rig fuzz --time 60s --edges reports/edges.json',
            does: 'shows what of the core a campaign reaches',
            isExtra: true as const,
          },
        ]),
  ];
}

/** The list of a profile, with what the campaign met of it. */
function weaknessesOf(profile: string, { commands }: RunData): Weakness[] {
  // Foreign rows may name what there is not.
  if (!profileNames.includes(profile)) return [];
  const campaigns = commands.filter(({ command }) => command === 'fuzz');
  return knownWeaknesses(profile)
    .all()
    .map((one) => ({
      ...one,
      hardeningTitle: allHardenings.find(({ id }) => id === one.hardening)?.title,
      met: campaigns.length === 0 ? null : campaigns.some(({ met }) => met.has(one.fingerprint)),
    }));
}
