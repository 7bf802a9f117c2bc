import { packageRoot } from '../../src/campaign/package-root.ts';
import { checks } from './checks.ts';
import { removeChecks } from './run.ts';
import { isNoticed, Table } from './table.ts';

/*
 * `npm run removed-checks [-- ID...]`: takes one check at a time out of the core's source text, in a copy, and runs the
 * attacks of corpus/regress on what is left, with every proposed fix in force and no past bug put back. Each removal
 * must turn at least one row of `regress` red, and those that its entry names. Exit status: 0 it does, 1 one does not,
 * 2 an id is unknown, 78 the attacks are not silent to begin with, or a check is not where its entry says.
 */

const wanted = process.argv.slice(2);
const unknown = wanted.find((id) => !checks.some((check) => check.id === id));
if (unknown !== undefined) {
  const ids = checks.map(({ id }) => id).join(', ');
  process.stderr.write(`removed-checks: there is no check '${unknown}'; there are ${ids}\n`);
  process.exit(2);
}
const chosen = checks.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const table = new Table(chosen);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const began = Date.now();
try {
  say(table.heading());
  const removals = await removeChecks(packageRoot(), chosen, (removal) => say(table.row(removal)));
  const unnoticed = removals.filter((removal) => !isNoticed(removal));
  const took = `${((Date.now() - began) / 1000).toFixed(0)} s`;
  if (unnoticed.length === 0) say(`Each of ${removals.length} removals is noticed (${took}).`);
  else say(`${unnoticed.length} of ${removals.length} removals are not noticed as they should be (${took}).`);
  process.exitCode = unnoticed.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`removed-checks: ${(error as Error).message}\n`);
  process.exitCode = 78;
}
