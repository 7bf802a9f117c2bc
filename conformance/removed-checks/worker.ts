import { Judge } from '../../src/campaign/judge.ts';
import { attackOf, regressLibrary } from '../../src/campaign/regress.ts';
import { flaws } from '../../src/changes/flaws/index.ts';
import { makeProfile } from '../../src/changes/profiles.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';
import { oracles } from '../../src/oracle/index.ts';
import type { RedRow } from './run.ts';

/*
 * Runs in a copy of the package: the attack of every past bug on the hardened profile, no bug put back. Prints the
 * rows of `regress` that are not silent, as JSON.
 */

const made = makeProfile('hardened');
if ('problem' in made) throw new Error(JSON.stringify(made.problem));
const judge = new Judge(new ModelExecutor(regressLibrary(), made.profile), oracles);
const red: RedRow[] = [];
for (const { id } of flaws) {
  const attack = attackOf(id);
  if (typeof attack === 'string') throw new Error(attack);
  const found = judge.judge(attack).filter(({ hygiene }) => !hygiene);
  if (found.length > 0) red.push({ id, fingerprints: found.map(({ fingerprint }) => fingerprint).sort() });
}
process.stdout.write(JSON.stringify(red));
