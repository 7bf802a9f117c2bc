/** A case on a device, by numbers that both sides count alike. */
export interface JobFacts {
  readonly job: number;
  readonly id: string;
  readonly device: string | null;
}

/** What the leader asks of a worker. */
export type Request =
  /** Run every job with nothing changed: verdicts, and which mutants each reaches. */
  | { readonly kind: 'dry' }
  /**
   * Run jobs with a mutant switched on.
   * @property wanted jobs whose verdict is asked for each
   * @property others jobs run until one notices
   */
  | {
      readonly kind: 'mutant';
      readonly id: string;
      readonly wanted: readonly number[];
      readonly others: readonly number[];
      readonly hitLimit: number;
    };

export type Answer =
  | {
      readonly kind: 'dry';
      readonly jobs: readonly (JobFacts & { readonly holds: boolean; readonly mutants: readonly string[] })[];
      readonly statics: readonly string[];
      readonly hits: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'mutant';
      /** Jobs that failed, by number, with what they say. */
      readonly failed: readonly (readonly [job: number, reason: string])[];
    };
