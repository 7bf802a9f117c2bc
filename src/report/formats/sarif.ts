import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { visibleJson } from '../visible-text.ts';
import { type Results, troubles } from './results.ts';
import { type Alert, alertsOf } from './sarif-alerts.ts';
import { sarifText, sarifUri } from './sarif-text.ts';

/** GitHub refuses a run with more results or rules (its documentation of code scanning's limits). */
export const MAX_RESULTS = 25_000;
/** Nor does it take a larger file, bytes when compressed with gzip. */
export const MAX_COMPRESSED = 10_000_000;

export interface SarifTool {
  readonly version: string;
  /** Titles of the oracles, by name. */
  readonly oracles: ReadonlyMap<string, string>;
}

/** One run in SARIF 2.1.0, within what GitHub's code scanning takes. The worst results are kept. */
export function sarif(results: Results, tool: SarifTool): string {
  const all = alertsOf(results, tool.oracles);
  for (let most = MAX_RESULTS; ; most = Math.floor(most / 2)) {
    const text = logOf(results, all, Math.min(most, all.length), tool);
    // A character is three bytes at most: so short a text fits as it is.
    if (most === 0 || text.length < MAX_COMPRESSED / 4 || gzipSync(text).length < MAX_COMPRESSED) return text;
  }
}

function logOf(results: Results, all: readonly Alert[], most: number, { version }: SarifTool): string {
  const kept = all.slice(0, most);
  const rules = [...new Map(kept.map((alert) => [alert.ruleId, alert])).values()];
  const indexes = new Map(rules.map(({ ruleId }, index) => [ruleId, index]));
  const notices = [...troubles(results), ...truncation(all.length, kept.length)];
  const run = {
    tool: {
      driver: { name: 'pciback-rig', semanticVersion: version, version, rules: rules.map(ruleJson) },
    },
    invocations: [
      {
        executionSuccessful: troubles(results).length === 0,
        toolExecutionNotifications: notices.map((text) => ({
          level: 'warning',
          message: { text: sarifText(text) },
        })),
      },
    ],
    automationDetails: { id: 'pciback-rig/' },
    columnKind: 'utf16CodeUnits',
    results: kept.map((alert) => resultJson(alert, indexes.get(alert.ruleId) as number)),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${visibleJson(JSON.stringify(log))}\n`;
}

function truncation(all: number, kept: number): string[] {
  if (kept === all) return [];
  const limit = `${MAX_RESULTS} and ${MAX_COMPRESSED / 1_000_000} MB compressed`;
  return [`${all - kept} of ${all} results were left out: code scanning takes ${limit} at most`];
}

function ruleJson({ ruleId, rule, tags }: Alert): object {
  const text = sarifText(rule);
  return {
    id: ruleId,
    name: ruleId,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: `${text}. See \`pciback-rig list oracles\`, \`list rules\` and \`list flaws\`.` },
    defaultConfiguration: { level: 'error' },
    properties: { tags, precision: 'high' },
  };
}

function resultJson(
  { ruleId, level, text, file, identity, site, properties }: Alert,
  ruleIndex: number,
): object {
  const region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
  const logical = site === undefined ? {} : { logicalLocations: [{ name: site, kind: 'function' }] };
  return {
    ruleId,
    ruleIndex,
    level,
    message: { text: sarifText(text) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: sarifUri(file), uriBaseId: '%SRCROOT%' }, region },
        ...logical,
      },
    ],
    partialFingerprints: {
      primaryLocationLineHash: `${hash(identity)}:1`,
      'pcibackRigIdentity/v1': identity,
    },
    properties,
  };
}

/** The one fingerprint that GitHub goes by has this form. */
const hash = (identity: string): string => createHash('sha256').update(identity).digest('hex').slice(0, 16);
