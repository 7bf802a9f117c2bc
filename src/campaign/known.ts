import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { profileEvidence } from '../changes/profiles.ts';
import { Baseline, parseBaseline } from './baseline.ts';
import { packageRoot } from './package-root.ts';

/**
 * The shipped baseline of a profile: weaknesses of today's driver that campaigns report as known. Empty when there is
 * none. A profile of an older release is today's core with past bugs put back, so it has the same weaknesses.
 */
export function knownWeaknesses(name: string): Baseline {
  const profile = profileEvidence(name).entries.length > 0 ? 'linux-6.1' : name;
  const file = join(packageRoot(), 'corpus', 'known', `${profile}.json`);
  if (!existsSync(file)) return new Baseline();
  const parsed = parseBaseline(readFileSync(file, 'utf8'));
  if ('problem' in parsed)
    throw new Error(`corpus/known/${profile}.json: ${parsed.where}: ${parsed.problem}`);
  return parsed.baseline;
}
