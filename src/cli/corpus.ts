import type { Command } from 'commander';
import type { CommandContext } from './command.ts';
import { register as registerBytes } from './corpus-bytes.ts';
import { register as registerMerge } from './corpus-merge.ts';
import { register as registerMinimize } from './corpus-minimize.ts';
import { register as registerVerify } from './corpus-verify.ts';

/** `corpus`: what is done with the programs that campaigns keep. */
export function register(program: Command, context: CommandContext): void {
  const corpus = program
    .command('corpus')
    .summary('merge, minimize, verify, import or export the programs that campaigns keep')
    .description(
      'A corpus is a folder that `fuzz --corpus` writes: TARGET/ID.json, where ID is the beginning of the SHA-256 of ' +
        'the file.',
    )
    .helpCommand(false)
    .helpOption('-h, --help', 'show this help');
  for (const registerOne of [registerMerge, registerMinimize, registerVerify, registerBytes])
    registerOne(corpus, context);
  corpus.addHelpText(
    'after',
    [
      '',
      'Examples:',
      '  $ pciback-rig corpus merge all night-1 night-2',
      '      one corpus of two',
      '  $ pciback-rig corpus verify all --json',
      '      is every file what it says it is? All of them take --json',
      '',
      'More: `pciback-rig corpus COMMAND --help`.',
    ].join('\n'),
  );
}
