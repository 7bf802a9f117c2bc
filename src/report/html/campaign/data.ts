/** What a campaign had done at a moment. */
export interface TimePoint {
  /** Since it began, of all its sessions. */
  readonly seconds: number;
  readonly executions: number;
  /** Of the core's control flow; null: this build counts none. */
  readonly edges: number | null;
  readonly features: number;
  /** Programs kept. */
  readonly corpus: number;
  /** Findings that are no known weakness. */
  readonly findings: number;
}

/** One campaign from an empty corpus that looked for one past bug. */
export interface Search {
  readonly flaw: string;
  readonly seed: string;
  readonly found: boolean;
  /** Until it was found, or until the search gave up. */
  readonly cpuSeconds: number;
  readonly executions: number;
}

/** All searches of one engine. */
export interface EngineSearches {
  /** `guided`, `blind`, `fast-check`. */
  readonly engine: string;
  readonly searches: readonly Search[];
  /** Searches that were left out because earlier seeds had missed the flaw. */
  readonly leftOut: number;
}

export interface Rediscovery {
  /** What was run. */
  readonly command: string;
  /** CPU time after which a search gave up. */
  readonly limitSeconds: number;
  readonly engines: readonly EngineSearches[];
}

export interface CampaignData {
  /** Ascending in time; empty: none was kept. */
  readonly series: readonly TimePoint[];
  /** Null: it was not measured. */
  readonly rediscovery: Rediscovery | null;
}

/** Makes what {@link Rediscovery} holds, with every engine. */
export const REDISCOVERY_COMMAND = 'npm run rediscovery -- --engine all --give-up 2 --limit 60s';
