import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRediscovery, rediscoveryOf } from '../../fuzz/rediscovery/searches.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import { floodRuns } from '../campaign/flood.ts';
import { packageRoot } from '../campaign/package-root.ts';
import { writableMap } from '../campaign/writable-map.ts';
import { makeProfile, profileNames } from '../changes/profiles.ts';
import { loadRules } from '../conformance/rules.ts';
import { configMap } from '../report/gather/config-map.ts';
import { gatherConformance } from '../report/gather/conformance.ts';
import { type MissedReason, sourceCoverage } from '../report/gather/coverage.ts';
import { eventFlood } from '../report/gather/event-flood.ts';
import { timePoints } from '../report/gather/plot.ts';
import type { TimePoint } from '../report/html/campaign/data.ts';
import type { ReportParts } from '../report/html/data.ts';
import { type Behaviour, resultsOf } from '../report/run-data.ts';
import { DEFAULT_PROFILE } from './choices.ts';
import { UsageError } from './errors.ts';
import { gatherAdvisories } from './gather/advisories.ts';
import { suiteSteps } from './gather/case-steps.ts';
import { gatherFindings } from './gather/findings.ts';
import type { Io } from './io.ts';
import type { Extra, ReadRun } from './report-run.ts';

/** What each part of the page shows. @throws UsageError for a file beside the results that cannot be used */
export async function gatherParts(
  { run, extras }: ReadRun,
  tested: Behaviour | undefined,
  io: Pick<Io, 'env'>,
): Promise<ReportParts> {
  const of = (name: string) => run.commands.filter(({ command }) => command === name);
  const conform = of('conform').map(({ conform: rows, executor, profile, changes }) => ({
    executor,
    profile: [profile || DEFAULT_PROFILE, ...changes].join(' + '),
    rows,
  }));
  const regress = of('regress').map(({ executor, regress: rows }) => ({ executor, rows }));
  const devices = shippedDevices();
  return {
    advisories: gatherAdvisories(regress),
    conformance:
      conform.length === 0 ? undefined : gatherConformance(conform, loadRules(), await suiteSteps()),
    findings: gatherFindings(resultsOf(run, tested), io),
    configMap: mapsOf(tested?.profile ?? DEFAULT_PROFILE),
    eventFlood: eventFlood(floodRuns(devices)),
    campaign: {
      series: of('fuzz')[0]?.series ?? pointsOf(extras),
      rediscovery: rediscoveryIn(extras),
    },
    coverage: coverageIn(extras),
  };
}

/** Foreign rows may name a profile that there is not. */
function mapsOf(name: string): ReportParts['configMap'] {
  const made = profileNames.includes(name) ? makeProfile(name) : undefined;
  if (made === undefined || 'problem' in made) return undefined;
  const library = shippedDevices();
  const devices = library.names().flatMap((device) => library.get(device) ?? []);
  return configMap(name, devices, (device) => writableMap(device, made.profile));
}

/** Of a campaign that was killed. */
function pointsOf(extras: ReadRun['extras']): readonly TimePoint[] {
  return using(extras, 'plot.csv', timePoints, 'remove it') ?? [];
}

function rediscoveryIn(extras: ReadRun['extras']): ReportParts['campaign']['rediscovery'] {
  const report = using(extras, 'rediscovery.json', parseRediscovery, 'make it anew: npm run rediscovery');
  return report === undefined ? null : rediscoveryOf(report);
}

/** Coverage of the core that `npm run coverage:merged` left. */
function coverageIn(extras: ReadRun['extras']): ReportParts['coverage'] {
  const folder = extras.get('coverage');
  if (folder === undefined) return null;
  const file = join(folder, 'merged.json');
  const root = packageRoot();
  const sourceOf = (name: string): string | undefined => readable(join(root, name));
  const missed = readable(join(root, 'conformance', 'coverage', 'missed.json'));
  const reasons: readonly MissedReason[] = missed === undefined ? [] : JSON.parse(missed);
  const text = readable(file);
  if (text === undefined) return null;
  return accept(file, sourceCoverage(text, sourceOf, reasons), 'make it anew: npm run coverage:merged');
}

function using<T extends object>(
  extras: ReadRun['extras'],
  name: Extra,
  parse: (text: string) => T | string,
  remedy: string,
): T | undefined {
  const file = extras.get(name);
  const text = file === undefined ? undefined : readable(file);
  return file === undefined || text === undefined ? undefined : accept(file, parse(text), remedy);
}

/** @throws UsageError */
function accept<T extends object>(file: string, parsed: T | string, remedy: string): T {
  if (typeof parsed === 'string') throw new UsageError(file, parsed, remedy);
  return parsed;
}

function readable(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
