import { createHash } from 'node:crypto';
import type { Program } from '../../program/program.ts';
import { formatProgram } from '../../program/schema.ts';

/*
 * A corpus folder: `<target>/<id>.json`, one program file each, with the dumps of devices that are not shipped beside
 * them; `stats.json` and `plot.csv` of the campaign that fills it. JSON rather than the binary form: a file of it can
 * be read, compared and handed to `repro` as it is; `corpus export` makes bytes of it for other engines.
 */

/** Characters of the hash that make a name: 64 bits tell any corpus apart. */
const ID_LENGTH = 16;

/** What a corpus file holds: the canonical text of set-up and actions, nothing about who kept it. */
export const corpusText = ({ setup, actions }: Program): string => formatProgram({ setup, actions });

/** Name of a program in a corpus: the beginning of the SHA-256 of its file. */
export const corpusId = (program: Program): string => idOfText(corpusText(program));

export const idOfText = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, ID_LENGTH);

/** A program of a corpus. */
export interface CorpusEntry {
  readonly file: string;
  readonly target: string;
  readonly id: string;
  /** Devices under the names of the library it was loaded with. */
  readonly program: Program;
}

/** A file that cannot be used, and why. It is left where it is. */
export interface CorpusWarning {
  readonly file: string;
  readonly problem: string;
}
