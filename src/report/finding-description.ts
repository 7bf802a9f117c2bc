import { advisoryOf, type Finding, identityOf } from '../campaign/finding.ts';
import type { Execution } from '../executor/execution.ts';
import { describeWhere, type FindingContext, reproCommand } from './finding-context.ts';
import { codeBlock, codeSpan, plainText } from './markdown.ts';
import { renderProgram } from './program-text.ts';
import { endLines } from './trace-end.ts';
import { renderTwoFetches } from './two-fetches.ts';

/** `description.md` of a finding: everything a maintainer needs before looking at the machine-readable files. */
export function describeFinding(finding: Finding, context: FindingContext, files: readonly string[]): string {
  const { violation, program } = finding;
  const { execution } = context;
  const parts = [
    `# ${plainText(violation.title)}`,
    facts(finding, context),
    ...(violation.detail === '' ? [] : ['## Seen', codeBlock(violation.detail)]),
    '## Reproduce',
    codeBlock(reproCommand(finding, context)),
    reproduction(finding),
    ...(program === undefined ? [] : ['## Program', codeBlock(renderProgram(program))]),
    ...(execution === undefined ? [] : consequence(execution, finding)),
    ...alsoSeen(finding),
    '## Files',
    files.map((name) => `- ${codeSpan(name)}`).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function facts(finding: Finding, context: FindingContext): string {
  const { violation, state, cause, known, target, executions } = finding;
  const rows: [string, string][] = [
    ['fingerprint', codeSpan(identityOf(finding))],
    ['oracle', plainText(violation.oracle)],
    ['rules', violation.rules.length === 0 ? 'none' : plainText(violation.rules.join(', '))],
    ['state', state],
    ['target', plainText(target)],
    ['run under', plainText(describeWhere(context))],
    ['met after', `${executions} executions`],
  ];
  const advisory = advisoryOf(finding);
  if (advisory !== null) rows.push(['advisory', plainText(advisory)]);
  if (cause?.kind === 'flaws') {
    for (const { id, title, fixedBy } of cause.flaws)
      rows.push(['cause', `${codeSpan(id)}: ${plainText(title)} (fixed by ${plainText(fixedBy)})`]);
  } else if (cause !== null && known === undefined) {
    const { id, severity, reach, title } = cause.hardening;
    rows.push(
      ['severity', severity],
      ['reach', reach],
      ['closed by', `${codeSpan(id)}: ${plainText(title)}`],
    );
  }
  if (known !== undefined) {
    rows.push(['severity', known.severity], ['reach', plainText(known.reach)]);
    if (known.hardening !== undefined) rows.push(['closed by', codeSpan(known.hardening)]);
    if (known.note !== undefined) rows.push(['note', plainText(known.note)]);
  }
  return rows.map(([name, value]) => `- ${name}: ${value}`).join('\n');
}

function reproduction({ reproduced, runs }: Finding): string {
  return `Shown by ${reproduced} of ${runs} runs, each on an executor made anew.`;
}

/** Both fetches where it is about fetches, and what state the program left. */
function consequence(execution: Execution, { violation }: Finding): string[] {
  const fetches = renderTwoFetches(execution, violation);
  const parts = fetches === '' ? [] : ['## Fetches and consequence', codeBlock(fetches)];
  return [...parts, '## State at the end', codeBlock(endLines(execution).join('\n'))];
}

function alsoSeen({ alsoSeen: others }: Finding): string[] {
  if (others.length === 0) return [];
  const rows = others.map(({ fingerprint, title, detail }) => {
    const values = detail === '' ? '' : ` (${codeSpan(detail)})`;
    return `- ${codeSpan(fingerprint)}: ${plainText(title)}${values}`;
  });
  return ['## The same program also shows', rows.join('\n')];
}
