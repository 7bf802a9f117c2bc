import type { Command } from 'commander';
import { minimizeCorpus } from '../campaign/corpus/minimize.ts';
import { Reach } from '../campaign/corpus/reach.ts';
import { judgeMaker } from './campaign-options.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { addProfileOptions, type ProfileOptions, profileOf, usualDevices } from './corpus-options.ts';
import { checkFolder, readCorpus } from './corpus-place.ts';
import { ExitCode } from './errors.ts';
import { minimizeOnDisk } from './fuzz-prune.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { Terminal } from './terminal.ts';

interface Options extends ProfileOptions {
  readonly dryRun?: true;
}

/** `corpus minimize`: fewer programs, the same features. */
export function register(program: Command, context: CommandContext): void {
  addProfileOptions(
    addCommand<Options>(
      program,
      context,
      {
        usage: 'minimize <folder>',
        summary: 'keep few and small programs that show the same, delete the others',
        description:
          'Takes programs by size, smallest first, as long as they add a feature; goes through those kept in the ' +
          'other direction to find what became superfluous, and again until nothing can be dropped. Files that are ' +
          'no programs of the corpus are left as they are.\n\nExit status: 0 done.',
        examples: [
          ['corpus minimize work/corpus', 'in place'],
          ['corpus minimize work/corpus --dry-run', 'how small it would be'],
        ],
      },
      (call) => minimize(call, context.io),
    ),
  ).option('--dry-run', 'delete nothing');
}

function minimize({ operands, options }: Invocation<Options>, io: Io): ExitCode {
  const [folder = ''] = operands;
  checkFolder('corpus minimize', folder);
  const profile = profileOf(options);
  const corpus = readCorpus(folder, usualDevices(), io);
  const makeJudge = judgeMaker(corpus.library, profile);
  const judge = makeJudge();
  const { kept, dropped, features, passes } = options.dryRun
    ? minimizeCorpus(corpus.entries, () => new Reach(judge))
    : minimizeOnDisk(corpus, makeJudge);
  if (options.json)
    new JsonLines(io.stdout).summary('corpus minimize', {
      folder,
      before: corpus.entries.length,
      after: kept.length,
      dropped: dropped.length,
      features,
      passes,
      bad: corpus.warnings.length,
      dryRun: options.dryRun === true,
    });
  else
    new Terminal(io).line(
      `${kept.length} of ${corpus.entries.length} programs show the same ${features} features; ` +
        `${dropped.length} ${options.dryRun ? 'would be deleted' : 'deleted'}`,
    );
  return ExitCode.Ok;
}
