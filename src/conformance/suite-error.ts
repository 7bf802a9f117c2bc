/** The suite itself is broken (a lost rule, a case twice): the rig's failure, never a verdict on a backend. */
export class SuiteError extends Error {
  override readonly name = 'SuiteError';
}
