import { dirname, join } from 'node:path';
import { corpusId, idOfText } from '../campaign/corpus/entry.ts';
import { portableProgram } from '../campaign/program-devices.ts';
import type { Lost } from '../campaign/workers/event.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { formatProgram } from '../program/schema.ts';
import { writeFiles } from '../report/write-files.ts';
import type { FuzzOptions } from './fuzz-mode.ts';
import type { Fields } from './json.ts';
import { writing } from './output-place.ts';

/** What a program file of a lost thread is made with. */
export interface LostContext {
  readonly options: FuzzOptions;
  readonly profile: string;
  readonly library: DeviceLibrary;
  readonly shipped: DeviceLibrary;
}

/** Where programs are put with which threads were lost: beside the findings, since they are none. */
export const lostFolder = (findings: string): string => join(dirname(findings), 'lost');

/** Writes what a thread was at when it was lost; null when that is not known. @throws UsageError */
export function writeLost(lost: Lost, context: LostContext): string | null {
  const { program, input } = lost;
  if (program === undefined && input === undefined) return null;
  const id =
    program === undefined ? idOfText(Buffer.from(input as Uint8Array).toString('latin1')) : corpusId(program);
  const directory = join(lostFolder(context.options.findings), id);
  writing(directory, () => writeFiles(directory, filesOf(lost, context)));
  return directory;
}

function filesOf({ program, input, problem }: Lost, context: LostContext): [string, string | Uint8Array][] {
  if (program === undefined) return [['input.bin', input as Uint8Array]];
  const { options, profile, library, shipped } = context;
  const { program: portable, dumps } = portableProgram(program, library, shipped);
  const { flaw = [], hardening = [] } = options;
  const file = {
    ...portable,
    profile,
    ...(flaw.length > 0 ? { flaws: flaw } : {}),
    ...(hardening.length > 0 ? { hardenings: hardening } : {}),
    note: `a thread was lost with it: ${problem}`,
  };
  return [['program.json', formatProgram(file)], ...dumps];
}

/** `worker 0: one execution has run for 10.1 s, of target msi; its program is in reports/lost/...` */
export function lostLine(
  { worker, problem, target, execution, replaced, program }: Lost,
  directory: string | null,
): string {
  const at = target === '' ? '' : `, of target ${target}`;
  const what = program === undefined ? 'input' : 'program';
  const where = directory === null ? 'what it was at is not known' : `its ${what} is in ${directory}`;
  const next = replaced ? 'another goes on' : 'the campaign ends';
  return `worker ${worker}: ${problem} (execution ${execution}${at}); ${where}; ${next}`;
}

export function lostFields({ program, input, ...lost }: Lost, directory: string | null): Fields {
  return { ...lost, actions: program?.actions.length ?? null, bytes: input?.length ?? null, directory };
}
