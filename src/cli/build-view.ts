import { type Build, cacheFolder } from '../executor/linux/build/cache.ts';
import type { Commands } from '../executor/linux/build/commands.ts';
import { installCommand } from '../executor/linux/build/packages.ts';
import { versions } from '../executor/linux/build/variants.ts';
import { visible } from '../report/visible-text.ts';
import { commandOf, type Plan } from './build-plan.ts';
import type { Io } from './io.ts';
import type { JsonLines } from './json.ts';
import { nameOfBuild } from './linux-choice.ts';
import { columns, Terminal } from './terminal.ts';

/** What a build would need, and the command. */
export function tell(plans: readonly Plan[], io: Io, commands: Commands, json: JsonLines | undefined): void {
  const cache = cacheFolder(io.env);
  const missing = [...new Map(plans.flatMap((plan) => plan.missing).map((one) => [one.name, one])).values()];
  const command = commandOf(plans[0] as Plan);
  const install = installCommand(commands, missing);
  if (json !== undefined) {
    for (const { name, version: held, download, unpacked } of missing)
      json.row('package', { name, version: held, download, installed: !unpacked });
    json.summary('build', {
      what: 'linux',
      built: [],
      missing: missing.length,
      run: command,
      install: install || null,
    });
    return;
  }
  const terminal = new Terminal(io);
  const which = plans.map(({ version }) => version).join(' and ');
  terminal.line(`A build of the Linux ${which} driver needs these packages of Debian:`);
  const rows = missing.map(({ name, version: held, download, unpacked }) => [
    `  ${visible(name)}`,
    visible(held),
    `${(download / 1e6).toFixed(1)} MB`,
    unpacked ? 'unpacked into the cache' : 'installed',
  ]);
  for (const line of columns(rows, (cell, column) => (column === 0 ? terminal.style('name', cell) : cell)))
    terminal.line(line);
  terminal.line(`\nThe cache is ${visible(cache)}. To get them and build:`);
  if (install !== '' && !commands.isRoot) terminal.line(`  $ ${install}`);
  terminal.line(`  $ ${visible(command)}`);
}

/** The builds there are now, and how to use them. */
export function report(builds: readonly Build[], io: Io, json: JsonLines | undefined): void {
  if (json !== undefined) {
    for (const { kernel, variant, headers, source, key, program } of builds)
      json.row('build', { kernel, variant, headers, source, key, program });
    json.summary('build', {
      what: 'linux',
      built: builds.map(nameOfBuild),
      missing: 0,
      run: null,
      install: null,
    });
    return;
  }
  const terminal = new Terminal(io);
  for (const one of builds)
    terminal.line(
      `${terminal.style('name', nameOfBuild(one))}  ${visible(one.source)}  ${visible(one.program)}`,
    );
  const named = builds.find(({ variant }) => variant === 'checked');
  const choice =
    named === undefined || named.kernel === versions[0] ? '' : ` --linux-build ${nameOfBuild(named)}`;
  terminal.line(
    `\nUse it: \`pciback-rig conform --executor linux${choice}\`, \`pciback-rig fuzz --executor linux${choice}\``,
  );
}
