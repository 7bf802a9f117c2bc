/** What is used here of the package, which comes without types. */
declare module 'istanbul-lib-coverage' {
  export interface Totals {
    readonly total: number;
    readonly covered: number;
  }
  export interface FileCoverage {
    readonly path: string;
    toJSON(): unknown;
    toSummary(): { readonly lines: Totals; readonly branches: Totals; readonly functions: Totals };
    /** Counts by line number. */
    getLineCoverage(): Readonly<Record<string, number>>;
    getBranchCoverageByLine(): Readonly<Record<string, Totals>>;
  }
  export interface CoverageMap {
    merge(other: CoverageMap | object): void;
    files(): string[];
    fileCoverageFor(file: string): FileCoverage;
    toJSON(): Readonly<Record<string, FileCoverage>>;
  }
  const library: {
    createCoverageMap(data?: object): CoverageMap;
    createFileCoverage(data: object): FileCoverage;
  };
  export default library;
}
