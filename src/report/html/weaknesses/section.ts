import { behaviourText } from '../../run-data.ts';
import type { ReportData, Weakness } from '../data.ts';
import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';

const SEVERITIES = ['high', 'medium', 'low', 'info'] as const;
const HARDENED = 'hardened';

/** The known weaknesses of the profile under test, the worst first. */
export function weaknessesSection({ weaknesses, tested }: ReportData): Section | undefined {
  if (tested === undefined) return undefined;
  const common = { id: 'weaknesses', title: 'Known weaknesses' };
  if (weaknesses.length === 0) {
    const why =
      tested.profile === HARDENED ? 'every hardening is in force' : 'no list of them in corpus/known';
    return {
      ...common,
      lead: html`None is listed for <code>${behaviourText(tested)}</code>: ${why}.`,
      body: html``,
    };
  }
  const met = weaknesses.filter((one) => one.met === true).length;
  const ran = weaknesses.some((one) => one.met !== null);
  const sorted = [...weaknesses].sort(
    (a, b) => rank(a) - rank(b) || (a.fingerprint < b.fingerprint ? -1 : 1),
  );
  return {
    ...common,
    lead: html`What ${tested.profile} is known to do wrong (<code>corpus/known</code>), who can reach it, and the hardening that closes it. ${ran ? html`This run met ${met} of ${weaknesses.length}, those among them that have one cause counted apart; what was not met may be there all the same.` : 'No campaign was run, so none was met.'}`,
    body: html`<ul class="weak-counts">${SEVERITIES.map((severity) => count(severity, weaknesses))}</ul>
<div class="scroll" tabindex="0" role="region" aria-label="Table of known weaknesses">
<table class="weak"><caption>${weaknesses.length} known weaknesses, the worst first</caption>
<thead><tr><th scope="col">severity</th><th scope="col">weakness</th><th scope="col">who can reach it</th><th scope="col">closed by the hardening</th><th scope="col">met</th></tr></thead>
<tbody>${sorted.map(row)}</tbody></table></div>`,
    style: STYLE,
  };
}

const rank = ({ severity }: Weakness): number => SEVERITIES.indexOf(severity);

function count(severity: Weakness['severity'], all: readonly Weakness[]): Markup | undefined {
  const these = all.filter((one) => one.severity === severity);
  if (these.length === 0) return undefined;
  return html`<li><span class="tag ${severity}">${severity}</span> ${these.length}</li>`;
}

function row({
  severity,
  title,
  fingerprint,
  reach,
  hardening,
  hardeningTitle,
  note,
  rules,
  met,
}: Weakness): Markup {
  return html`<tr>
<td><span class="tag ${severity}">${severity}</span></td>
<th scope="row"><span>${title}</span><code>${fingerprint}</code><small>${rules.join(', ')}${note === undefined ? '' : html`. ${note}`}</small></th>
<td>${reach}</td>
<td>${hardening === undefined ? 'none yet' : html`<code>${hardening}</code>${hardeningTitle === undefined ? '' : html`<small>${hardeningTitle}</small>`}`}</td>
<td>${met === null ? 'not run' : met ? html`<span class="yes">met</span>` : 'not met'}</td>
</tr>
`;
}

const STYLE = `
.weak-counts { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; margin: 0 0 .6rem; }
.weak th span, .weak th code, .weak small { display: block; } .weak th span { font-weight: 500; }
.weak th code { color: var(--soft); font-weight: 400; overflow-wrap: anywhere; } .weak small { color: var(--soft); font-weight: 400; }
.weak tbody th { min-width: 15rem; } .weak .yes { font-weight: 650; } .weak td:last-child, .weak td:nth-child(3) { white-space: nowrap; }
@media (max-width: 60rem) { .weak td:nth-child(3) { white-space: normal; } }
`;
