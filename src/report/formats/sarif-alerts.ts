import { posix } from 'node:path';
import { directoryName } from '../finding-name.ts';
import { conformFailed, isOpen, mismatchLines, type Results } from './results.ts';
import type { ConformRow, FindingRow, RegressRow } from './rows.ts';

/** What SARIF calls a result. */
export interface Alert {
  /** Stable: the oracle, the rule of the sheet, or `regress`. */
  readonly ruleId: string;
  /** What the rule stands for, the same for every alert of it. */
  readonly rule: string;
  readonly tags: readonly string[];
  readonly level: 'error' | 'warning' | 'note';
  readonly text: string;
  /** File from the root of the repository. */
  readonly file: string;
  /** What tells alerts apart across runs. */
  readonly identity: string;
  /** Site of a violation: a function of the driver. */
  readonly site: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Everything that somebody has to look at, the worst first; fixed findings are not among it, so that their alerts
 * are closed.
 * @param titles of the oracles, by name
 */
export function alertsOf(results: Results, titles: ReadonlyMap<string, string>): Alert[] {
  const order = { error: 0, warning: 1, note: 2 };
  return [
    ...results.findings.filter(({ state }) => state !== 'fixed').map((one) => findingAlert(one, titles)),
    ...results.conform.filter(conformFailed).map(conformAlert),
    ...results.regress.filter(({ problem }) => problem !== null).map(regressAlert),
  ].sort((a, b) => order[a.level] - order[b.level]);
}

function findingAlert(finding: FindingRow, titles: ReadonlyMap<string, string>): Alert {
  const { oracle, fingerprint, violation, state, title, detail, rules, advisory, hardening, target } =
    finding;
  const known = hardening == null ? '' : `; closed by the hardening ${hardening}`;
  return {
    ruleId: oracle,
    rule: titles.get(oracle) ?? `The oracle ${oracle} objects`,
    tags: ['security', 'oracle'],
    level: isOpen(finding) ? 'error' : 'note',
    text: `${title}${detail === '' ? '' : ` (${detail})`}${advisory == null ? '' : `; ${advisory}`}${known}`,
    file: `${findingFolder(finding)}/finding.json`,
    identity: fingerprint,
    site: violation.split('/').at(-1),
    properties: { state, target, rules, advisory: advisory ?? null, hardening: hardening ?? null },
  };
}

/** The same in every run, wherever the folder was: a path of the machine would make a new alert each time. */
function findingFolder({ fingerprint, directory }: FindingRow): string {
  const path = directory === null ? '' : posix.normalize(directory.replaceAll('\\', '/'));
  const inside = path !== '' && !path.startsWith('..') && !posix.isAbsolute(path) && !/^[A-Za-z]:/.test(path);
  return inside ? path : `reports/findings/${directoryName(fingerprint)}`;
}

function conformAlert(row: ConformRow): Alert {
  const { id, rule, level, verdict, containment, device, reason } = row;
  const said = [reason ?? '', ...mismatchLines(row)].filter((part) => part !== '').join('; ');
  const where = device === null ? '' : ` on ${device}`;
  return {
    ruleId: rule,
    rule: `Rule ${rule} of the rule sheet is not kept`,
    tags: ['conformance'],
    level: verdict === 'FAIL' && level !== 'MUST' && containment !== 'broken' ? 'warning' : 'error',
    text: `${id}${where}: ${verdict}, containment ${containment}${said === '' ? '' : `: ${said}`}`,
    file: `conformance/rules/${(rule.split('-')[0] ?? '').toLowerCase()}.json`,
    identity: `conform/${id}/${device ?? ''}`,
    site: undefined,
    properties: { verdict, containment, level, device },
  };
}

function regressAlert({ id, advisory, problem, detected, silentWhenFixed, benignWorks }: RegressRow): Alert {
  return {
    ruleId: 'regress',
    rule: 'A past bug would not be noticed if it came back',
    tags: ['regress'],
    level: 'error',
    text: `${id} (${advisory}): ${problem}`,
    file: `corpus/regress/${id}.json`,
    identity: `regress/${id}`,
    site: undefined,
    properties: { advisory, detected, silentWhenFixed, benignWorks },
  };
}
