import { CHART_STYLE } from '../chart/frame.ts';
import { counted, durationText } from '../chart/numbers.ts';
import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';
import { type CampaignData, type EngineSearches, REDISCOVERY_COMMAND, type Rediscovery } from './data.ts';
import { enginesTable, flawsTable } from './rediscovery-tables.ts';
import { seriesCharts } from './series-charts.ts';
import { survivalChart } from './survival-chart.ts';

/** Engines that a comparison needs beside the campaign's own. */
const BASELINES = ['blind', 'fast-check'];

const STYLE = `${CHART_STYLE}
.campaign-small { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1rem 1.5rem; }
.campaign-small figure, .campaign-survival { margin: 0; break-inside: avoid; }
.campaign-survival { max-width: 56rem; overflow-x: auto; }
.campaign-survival .chart { min-width: 32rem; }
.campaign tbody th, .campaign tbody td { white-space: nowrap; }
.campaign td { text-align: right; font-variant-numeric: tabular-nums; }
.campaign .wide { overflow-x: auto; }
`;

/** What the campaign reached over time, and how soon campaigns find past bugs again. */
export function campaignSection({ series, rediscovery }: CampaignData): Section {
  return {
    id: 'campaign',
    title: 'The campaign over time',
    lead: 'What the campaign reached by when, and how soon campaigns from an empty corpus find each past bug again.',
    body: html`<div class="campaign"><h3 id="campaign-course">What it reached</h3>${seriesCharts(series)}<h3 id="campaign-rediscovery">Time to rediscovery</h3>${
      rediscovery === null || rediscovery.engines.length === 0 ? missing() : found(rediscovery)
    }</div>`,
    style: STYLE,
  };
}

const missing = (): Markup =>
  html`<p class="none">It was not measured. This measures it, beside two baselines, and takes hours: <code>${REDISCOVERY_COMMAND}</code></p>`;

function found(rediscovery: Rediscovery): Markup {
  const { engines, limitSeconds, command } = rediscovery;
  const absent = BASELINES.filter((name) => !engines.some(({ engine }) => engine === name));
  const leftOut = engines.filter((engine) => engine.leftOut > 0).map(leftOutText);
  return html`<p>Each past bug is put back into the hardened driver, and a campaign of its own looks for it with one seed until it is found or ${durationText(limitSeconds)} of CPU time are used. The curves fall as bugs are found: lower and further left is better. A tick across a curve is a search that gave up; it counts as looking until then, and never as found. Every past bug weighs the same. <em>guided</em> is the engine of campaigns, <em>blind</em> the same without feedback, <em>fast-check</em> that library's own runner on the same vocabulary.</p>
${absent.length > 0 && html`<p class="none">Without ${absent.join(' and ')}: <code>${REDISCOVERY_COMMAND}</code> looks with ${absent.length === 1 ? 'it' : 'them'} too.</p>`}
${leftOut.length > 0 && html`<p class="none">${leftOut.join('; ')}: earlier seeds had all missed the past bug.</p>`}
<div class="campaign-survival" tabindex="0" role="region" aria-label="Survival plot">${survivalChart(rediscovery)}</div>
${enginesTable(rediscovery)}${flawsTable(rediscovery)}<p>Measured by <code>${command}</code></p>`;
}

const leftOutText = ({ engine, leftOut }: EngineSearches): string =>
  `${engine} left out ${counted(leftOut, 'search', 'searches')}`;
