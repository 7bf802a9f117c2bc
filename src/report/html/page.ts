import { createHash } from 'node:crypto';
import { type Behaviour, behaviourText, type CommandRun } from '../run-data.ts';
import type { ReportData } from './data.ts';
import { html, type Markup, trusted } from './markup.ts';
import { SCRIPT } from './page-script.ts';
import { STYLE } from './page-style.ts';
import type { Section } from './section.ts';
import { THEME } from './theme.ts';

/**
 * The page: one file that needs nothing else and asks no network for anything. The same data give the same bytes.
 * @param sections in their order
 * @throws RangeError when two sections have one id
 */
export function page(data: ReportData, sections: readonly Section[]): string {
  const ids = new Set(sections.map(({ id }) => id));
  if (ids.size < sections.length) throw new RangeError('two sections have one id');
  const style = `${[THEME, STYLE, ...new Set(sections.map((section) => section.style ?? ''))].join('\n')}`;
  const { title, tested } = data;
  return html`<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, SCRIPT)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<header class="head">
<div><h1>${title}</h1><p>${metaLine(data, tested)}</p></div>
<button type="button" id="colours" hidden>Colours: system</button>
</header>
<div class="frame">
<nav aria-label="Sections" id="nav"><ol>${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ol></nav>
<main id="main" tabindex="-1">
${sections.map(sectionMarkup)}
</main>
</div>
${foot(data)}
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.text;
}

/** Nothing but the page's own style and script, and no request at all. */
function policy(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
}

const sectionMarkup = ({
  id,
  title,
  lead,
  body,
}: Section): Markup => html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
${lead === '' ? '' : html`<p class="lead">${lead}</p>`}
${body}
</section>
`;

/** `2026-11-21 16:40 UTC` */
const minuteOf = (date: number): string =>
  `${new Date(date).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const metaLine = ({ date, version }: ReportData, tested: Behaviour | undefined): Markup =>
  html`${tested === undefined ? '' : html`<b>${behaviourText(tested)}</b> · `}${minuteOf(date)} · pciback-rig ${version}`;

function foot({ run, version, date }: ReportData): Markup {
  return html`<footer>
<h2>How this page was made</h2>
<p>By <code>pciback-rig report</code>, version ${version}, on ${minuteOf(date)}, from <code>${run.name}</code>. It asks no network for anything. The rig runs a model of the driver: what it finds is a lead, and proves nothing about a driver that people run.</p>
${run.commands.length === 0 ? '' : html`<ul>${run.commands.map(source)}</ul>`}
</footer>`;
}

function source(one: CommandRun): Markup {
  const { command, file, summary } = one;
  const behaviour = one.profile === '' ? '' : ` of ${behaviourText(one)}`;
  const seed = summary.seed === undefined ? '' : `, seed ${summary.seed}`;
  return html`<li><code>${command}</code>${behaviour}${seed}${summary.interrupted === true ? ', interrupted' : ''}: <code>${file}</code></li>`;
}
