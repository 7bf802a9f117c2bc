import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { mergeCorpus, readControl } from '../campaign/corpus/merge.ts';
import type { Profile } from '../changes/profiles.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import {
  addProfileOptions,
  type ProfileOptions,
  profileOf,
  reachMaker,
  usualDevices,
} from './corpus-options.ts';
import { checkFolder, openStore, readCorpus } from './corpus-place.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { prepareFolder, writing } from './output-place.ts';
import { Terminal } from './terminal.ts';

interface Options extends ProfileOptions {
  readonly control?: string;
}

/** `corpus merge`: one corpus of several. */
export function register(program: Command, context: CommandContext): void {
  addProfileOptions(
    addCommand<Options>(
      program,
      context,
      {
        usage: 'merge <out> <in...>',
        summary: 'add to OUT what shows something that OUT does not',
        description:
          'Runs every program of the IN corpora, small ones first, and copies to OUT those that show a feature which ' +
          'no program of OUT shows. IN is not changed. What was looked at is noted in a control file, so that a merge ' +
          'that was interrupted or killed goes on where it was; at its end that file is removed.\n\nExit status: 0 ' +
          'done, 130 interrupted.',
        examples: [
          ['corpus merge all night-1 night-2', 'one corpus of two; `all` need not exist'],
          ['corpus merge all night-3 --json', 'one more, for a program'],
        ],
      },
      (call) => merge(call, context.io),
    ),
  ).option('--control <file>', 'where it notes what it has looked at (default: OUT/.merge-control)');
}

function merge({ operands, options }: Invocation<Options>, io: Io): ExitCode {
  const [out = '', ...inputs] = operands;
  checkFolder('corpus merge', out, true);
  for (const folder of inputs) checkFolder('corpus merge', folder);
  const profile = profileOf(options);
  let library = usualDevices();
  const there = readCorpus(out, library, io);
  library = there.library;
  const entries = inputs.flatMap((folder) => {
    const loaded = readCorpus(folder, library, io);
    library = loaded.library;
    return loaded.entries;
  });
  prepareFolder(out);
  const file = options.control ?? join(out, '.merge-control');
  const seen = readOrBegin(file, conditions(profile));
  let interrupted = false;
  const release = io.onInterrupt(() => {
    interrupted = true;
  });
  const store = openStore(out, library);
  const merged = mergeCorpus(
    { entries: there.entries, save: (target, program) => store.save(target, program) },
    entries,
    reachMaker(library, profile)(),
    { seen, note: (key) => writing(file, () => appendFileSync(file, `${key}\n`)) },
    () => interrupted,
  );
  release();
  if (!merged.stopped) rmSync(file, { force: true });
  const { looked, skipped, added, featuresBefore, features, stopped } = merged;
  if (options.json)
    new JsonLines(io.stdout).summary('corpus merge', {
      out,
      programs: looked,
      skipped,
      added,
      corpus: there.entries.length + added,
      features: { before: featuresBefore, after: features },
      interrupted: stopped,
    });
  else
    new Terminal(io).line(
      `${added} of ${looked} programs added${skipped > 0 ? ` (${skipped} were looked at before)` : ''}: ` +
        `${featuresBefore} features before, ${features} now, ${there.entries.length + added} programs`,
    );
  return stopped ? ExitCode.Interrupted : ExitCode.Ok;
}

/** What a control file holds for: under another behaviour another program is worth keeping. */
const conditions = ({ name, changes }: Profile): string =>
  `# pciback-rig merge ${name}: ${changes.map(({ id }) => id).join(' ')}`;

/** What an earlier merge has looked at; begins a control file when there is none. @throws UsageError */
function readOrBegin(file: string, first: string): Set<string> {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text !== '' && text.split('\n')[0] !== first)
    throw new UsageError(
      file,
      'it is of a merge under another profile',
      'run that one to its end, name another with --control, or delete it',
    );
  const seen = readControl(text);
  // Without what a killed writer left of its last line.
  writing(file, () => writeFileAtomically(file, [first, ...seen, ''].join('\n')));
  return seen;
}
