import type { CorpusProgram } from '../campaign/campaign.ts';
import type { AnyTarget } from '../campaign/target.ts';
import { seedsOf } from '../conformance/seeds.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';

/** What `--seed-cases` begins with. */
export async function caseSeeds(
  library: DeviceLibrary,
  targets: readonly AnyTarget[],
): Promise<CorpusProgram[]> {
  // Only where they are asked for: there are a great many.
  const { allCases } = await import('../../conformance/cases/index.ts');
  return seedsOf(allCases, library, targets);
}
