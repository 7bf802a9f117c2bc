import type { Verdict } from '../../verdict.ts';
import type { ReportData } from '../data.ts';
import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';

const words: Readonly<Record<Verdict['state'], readonly [mark: string, word: string]>> = {
  good: ['✓', 'Nothing new'],
  bad: ['✗', 'Something to act on'],
  incomplete: ['…', 'Not complete'],
};

/** The verdict in one sentence, what was run, and what to do next. */
export function verdictSection({ verdict, formats }: ReportData): Section {
  const { state, sentence, facts, next } = verdict;
  const [mark, word] = words[state];
  return {
    id: 'verdict',
    title: 'Verdict',
    lead: '',
    body: html`<div class="verdict-box ${state}">
<p class="verdict-word"><span aria-hidden="true">${mark}</span> ${word}</p>
<p class="verdict-sentence">${sentence}</p>
</div>
${facts.length === 0 ? '' : factList(facts)}
${next.length === 0 ? '' : html`<h3>Next</h3><ol class="steps">${next.map(step)}</ol>`}
${formats.length === 0 ? '' : fileList(formats)}`,
    style: STYLE,
  };
}

const factList = (facts: Verdict['facts']): Markup =>
  html`<dl class="facts">${facts.map(
    ({ name, text, isBad }) =>
      html`<div${isBad ? html` class="is-bad"` : ''}><dt>${name}</dt><dd>${isBad ? html`<span aria-hidden="true">✗ </span>` : ''}${text}</dd></div>`,
  )}</dl>`;

const step = ({ command, does }: Verdict['next'][number]): Markup =>
  html`<li><code>${command}</code> <span>${does}</span></li>`;

const fileList = (formats: ReportData['formats']): Markup => html`<details class="files">
<summary>The same results in ${formats.length} other formats, and what each lacks</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Other formats">
<table><caption>Files beside this page</caption>
<thead><tr><th scope="col">file</th><th scope="col">for</th><th scope="col">not in it</th></tr></thead>
<tbody>${formats.map(
  ({ file, title, lacks }) =>
    html`<tr><th scope="row"><a href="./${file}">${file}</a></th><td>${title}</td><td>${lacks}</td></tr>`,
)}</tbody></table></div></details>`;

const STYLE = `
.verdict-box { border: 1px solid; border-left-width: .5rem; border-radius: .4rem; padding: .8rem 1.1rem; margin: .4rem 0 1rem; }
.verdict-box p { margin: 0; }
.verdict-box.good { background: var(--good-fill); border-color: var(--good); }
.verdict-box.bad { background: var(--bad-fill); border-color: var(--bad); }
.verdict-box.incomplete { background: var(--warn-fill); border-color: var(--warn); }
.verdict-word { font-weight: 650; }
.good .verdict-word { color: var(--good); } .bad .verdict-word { color: var(--bad); } .incomplete .verdict-word { color: var(--warn); }
.verdict-sentence { font-size: 1.2rem; line-height: 1.4; text-wrap: balance; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .6rem; margin: 0 0 1rem; }
.facts div { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .8rem; }
.facts dt { color: var(--soft); font-size: .85rem; } .facts dd { margin: 0; overflow-wrap: anywhere; }
.facts .is-bad { border-color: var(--bad); } .facts .is-bad dd { color: var(--bad); }
.steps { padding-left: 1.4rem; } .steps li { margin: .35rem 0; } .steps span { color: var(--soft); }
`;
