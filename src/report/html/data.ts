import type { KnownWeakness } from '../../campaign/baseline.ts';
import type { Comparison } from '../compare.ts';
import type { Behaviour, RunData } from '../run-data.ts';
import type { Verdict } from '../verdict.ts';
import type { AdvisoryMatrix } from './advisories/data.ts';
import type { CampaignData } from './campaign/data.ts';
import type { ConfigMap } from './config-map/data.ts';
import type { ConformanceMatrix } from './conformance/data.ts';
import type { SourceCoverage } from './coverage/data.ts';
import type { EventFlood } from './event-flood/data.ts';
import type { FindingsData } from './findings/data.ts';

/** A known weakness of the profile under test. */
export interface Weakness extends KnownWeakness {
  /** What its hardening does; undefined where nothing closes it yet. */
  readonly hardeningTitle: string | undefined;
  /** Null: no campaign was run. */
  readonly met: boolean | null;
}

/** A file beside the page. */
export interface OtherFormat {
  readonly file: string;
  /** What it is for. */
  readonly title: string;
  /** What of the page is not in it. */
  readonly lacks: string;
}

/** What the parts of the page show that have data of their own. */
export interface ReportParts {
  readonly advisories: AdvisoryMatrix;
  /** Undefined: `conform` was not run. */
  readonly conformance: ConformanceMatrix | undefined;
  readonly findings: FindingsData;
  /** Undefined: the profile of the run is not one that this version has. */
  readonly configMap: ConfigMap | undefined;
  readonly eventFlood: EventFlood;
  readonly campaign: CampaignData;
  /** Null: it was not measured. */
  readonly coverage: SourceCoverage | null;
}

/** Everything the page is made of: plain data, read and gathered by the caller. */
export interface ReportData {
  readonly title: string;
  readonly version: string;
  /** When it was made, milliseconds since 1970. */
  readonly date: number;
  readonly run: RunData;
  /** What the verdict is of; undefined: the run has none (only edges, or past bugs). */
  readonly tested: Behaviour | undefined;
  readonly verdict: Verdict;
  readonly weaknesses: readonly Weakness[];
  /** With `--against`. */
  readonly comparison: Comparison | undefined;
  readonly formats: readonly OtherFormat[];
  readonly parts: ReportParts;
}
