import type { Command } from 'commander';
import { corpusFiles } from '../campaign/corpus/load.ts';
import { type Verified, verifyCorpus } from '../campaign/corpus/verify.ts';
import { visible } from '../report/visible-text.ts';
import { judgeMaker } from './campaign-options.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { addProfileOptions, corpusDevices, type ProfileOptions, profileOf } from './corpus-options.ts';
import { checkFolder, targetNames } from './corpus-place.ts';
import { ExitCode } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { Terminal } from './terminal.ts';

/** `corpus verify`: is every file what it says it is? */
export function register(program: Command, context: CommandContext): void {
  addProfileOptions(
    addCommand<ProfileOptions>(
      program,
      context,
      {
        usage: 'verify <folder...>',
        summary: 'read every file of a corpus and run it twice',
        description:
          'A file is good when it is a program in canonical form, its hash is its name, its devices are there, and two ' +
          'runs on two executors record the same.\n\nExit status: 0 all are good, 1 some file is not, 78 a program does ' +
          'not do the same twice, which is a fault of the rig.',
        examples: [
          ['corpus verify work/corpus', 'one line for each file that is not good'],
          ['corpus verify night-1 night-2 --json', 'for a program'],
        ],
      },
      (call) => verify(call, context.io),
    ),
  );
}

function verify({ operands, options }: Invocation<ProfileOptions>, io: Io): ExitCode {
  for (const folder of operands) checkFolder('corpus verify', folder);
  const profile = profileOf(options);
  const devices = corpusDevices(io);
  const files = operands.flatMap(corpusFiles);
  const wrong: Verified[] = [];
  const json = options.json ? new JsonLines(io.stdout) : undefined;
  const terminal = new Terminal(io);
  for (const verified of verifyCorpus(files, targetNames, devices, () =>
    judgeMaker(devices.all(), profile)(),
  )) {
    const { file, verdict, problem } = verified;
    if (verdict === 'good') continue;
    wrong.push(verified);
    if (json !== undefined) json.row('file', { file, verdict, problem });
    else terminal.line(`${terminal.style('bad', verdict)}  ${visible(file)}: ${visible(problem ?? '')}`);
  }
  const count = (wanted: Verified['verdict']): number =>
    wrong.filter(({ verdict }) => verdict === wanted).length;
  const [bad, unstable] = [count('bad'), count('unstable')];
  const summary = { files: files.length, good: files.length - bad - unstable, bad, unstable };
  if (json !== undefined) json.summary('corpus verify', summary);
  else terminal.line(`${files.length} files: ${summary.good} good, ${bad} bad, ${unstable} unstable`);
  if (unstable > 0) return ExitCode.RigFailed;
  return bad > 0 ? ExitCode.Failed : ExitCode.Ok;
}
