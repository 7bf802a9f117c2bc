import { ModelExecutor } from '../../executor/model/model-executor.ts';
import { fetchPairOf } from '../../report/gather/fetch-pair.ts';
import { sequenceOf } from '../../report/gather/sequence.ts';
import type { FindingView } from '../../report/html/findings/data.ts';
import { renderProgram } from '../../report/program-text.ts';
import { endLines } from '../../report/trace-end.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { type ProgramInput, profileOfProgram, readProgram } from '../program-input.ts';

/** A finding's program, and what another run of it shows. */
export type Shown = Pick<FindingView, 'program' | 'sequence' | 'fetches' | 'end' | 'missing'>;

export const notShown = (missing: string | null): Shown => ({
  program: null,
  sequence: null,
  fetches: null,
  end: [],
  missing,
});

/**
 * Reads a finding's program and runs it on the model, under the profile that its file names.
 * @param fingerprints its violations; the first double fetch among them is shown fetch by fetch
 * @param executor what met the finding: what another one met, the model need not show
 */
export function shownAgain(
  file: string,
  io: Pick<Io, 'env'>,
  fingerprints: readonly string[],
  executor: string,
): Shown {
  let input: ProgramInput;
  try {
    input = readProgram(file, io);
  } catch (error) {
    return notShown(`The program could not be read: ${whyOf(error)}`);
  }
  const program = renderProgram(input.program);
  if (executor !== 'model')
    return { ...notShown(`It was met on ${executor}, which has no trace here.`), program };
  try {
    const execution = new ModelExecutor(input.library, profileOfProgram(input, {})).run(
      input.program,
      'full',
    );
    const fetched = fingerprints.find((name) => name.startsWith('double-fetch/'));
    return {
      program,
      sequence: sequenceOf(execution),
      fetches: fetched === undefined ? null : fetchPairOf(execution, { fingerprint: fetched }),
      end: endLines(execution),
      missing: null,
    };
  } catch (error) {
    return { ...notShown(`The program could not be run again: ${whyOf(error)}`), program };
  }
}

function whyOf(error: unknown): string {
  if (error instanceof UsageError) return error.what;
  return error instanceof Error ? error.message : String(error);
}
