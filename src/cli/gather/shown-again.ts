import { ModelExecutor } from '../../executor/model/model-executor.ts';
import { fetchPairOf } from '../../report/gather/fetch-pair.ts';
import { sequenceOf } from '../../report/gather/sequence.ts';
import type { FindingView } from '../../report/html/findings/data.ts';
import { endLines } from '../../report/trace-end.ts';
import { UsageError } from '../errors.ts';
import { type ProgramInput, profileOfProgram } from '../program-input.ts';

/** What another run of a finding's program shows. */
export type Shown = Pick<FindingView, 'sequence' | 'fetches' | 'end' | 'missing'>;

const nothing = (missing: string | null): Shown => ({ sequence: null, fetches: null, end: [], missing });

/**
 * Runs a finding's program on the model, under the profile that its file names.
 * @param fingerprints its violations; the first double fetch among them is shown fetch by fetch
 * @param executor what met the finding: what another one met, the model need not show
 */
export function shownAgain(input: ProgramInput, fingerprints: readonly string[], executor: string): Shown {
  if (executor !== 'model') return nothing(`It was met on ${executor}, which has no trace here.`);
  try {
    const execution = new ModelExecutor(input.library, profileOfProgram(input, {})).run(
      input.program,
      'full',
    );
    const fetched = fingerprints.find((name) => name.startsWith('double-fetch/'));
    return {
      sequence: sequenceOf(execution),
      fetches: fetched === undefined ? null : fetchPairOf(execution, { fingerprint: fetched }),
      end: endLines(execution),
      missing: null,
    };
  } catch (error) {
    const why =
      error instanceof UsageError ? error.what : error instanceof Error ? error.message : String(error);
    return nothing(`The program could not be run again: ${why}`);
  }
}
