/** An option of `fuzzTest` that cannot be used. One line: which, what is wrong, how to mend it. */
export class FuzzTestOptionError extends Error {
  constructor(option: string, what: string, remedy: string) {
    super(`fuzzTest: ${option}: ${what}; ${remedy}`.replace(/\s+/g, ' '));
    this.name = 'FuzzTestOptionError';
  }
}
