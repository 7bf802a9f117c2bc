/** A `--device` value, or an argument of the same kind, that names nothing usable. */
export class DeviceChoiceError extends Error {
  /** The value as given. */
  readonly where: string;
  readonly what: string;
  /** What the user can do. */
  readonly remedy: string;
  /** What was looked for, and what there would have been: for proposing the nearest. */
  readonly wanted: string;
  readonly candidates: readonly string[];

  constructor(where: string, what: string, remedy: string, wanted = '', candidates: readonly string[] = []) {
    super(`${where}: ${what}; ${remedy}`);
    this.name = 'DeviceChoiceError';
    this.where = where;
    this.what = what;
    this.remedy = remedy;
    this.wanted = wanted;
    this.candidates = candidates;
  }
}
