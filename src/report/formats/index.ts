import { cobertura } from './cobertura.ts';
import { junit } from './junit.ts';
import { ktap } from './ktap.ts';
import { lcov } from './lcov.ts';
import type { Results } from './results.ts';
import { type SarifTool, sarif } from './sarif.ts';
import { summary } from './summary.ts';

/** What a format may need besides the results. */
export interface Surroundings extends SarifTool {
  /** Milliseconds since 1970. */
  readonly date: number;
}

interface Format {
  /** What of the results it shows. */
  readonly shows: 'results' | 'edges' | 'both';
  text(results: Results, around: Surroundings): string;
}

const edgesOf = ({ edges }: Results) => {
  if (edges === undefined) throw new TypeError('there are no edges');
  return edges;
};

/** Every format, by name. */
export const formats = Object.freeze({
  sarif: { shows: 'results', text: (results, around) => sarif(results, around) },
  junit: { shows: 'results', text: (results) => junit(results) },
  ktap: { shows: 'results', text: (results) => ktap(results) },
  lcov: { shows: 'edges', text: (results) => lcov(edgesOf(results)) },
  cobertura: { shows: 'edges', text: (results, { date }) => cobertura(edgesOf(results), date) },
  markdown: { shows: 'both', text: (results) => summary(results) },
} as const satisfies Record<string, Format>);
export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as FormatName[];
