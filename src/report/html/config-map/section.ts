import { writableModes } from '../../../campaign/writable-map.ts';
import { counted, wholeText } from '../chart/numbers.ts';
import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';
import type { ConfigMap, MappedDevice } from './data.ts';
import { PATTERNS, picture } from './picture.ts';
import { type Run, runsOf, writableBits } from './rows.ts';
import { maskText, modeTitles, nameText, placeText } from './words.ts';

const STYLE = `
.config-map .wide { overflow-x: auto; }
.config-map td { font-variant-numeric: tabular-nums; }
.config-map .count { text-align: right; }
.config-map-patterns { position: absolute; }
.config-map-key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; }
.config-map-key svg { width: 14px; height: 16px; vertical-align: -.2em; margin-right: .4em; }
.config-map-picture { display: block; width: 100%; min-width: 46rem; max-width: 62rem; height: auto; overflow: visible; font: 11px ui-monospace, monospace; margin: .4rem 0; }
.config-map-picture text { fill: var(--soft); }
.config-map-picture .mode, .config-map-picture .name { fill: var(--ink); }
.config-map-picture .mode { font-weight: 600; }
.config-map-picture path.fold { stroke: var(--line); stroke-dasharray: 2 4; }
.config-map-picture a .box { fill: transparent; stroke: transparent; }
.config-map-picture a:hover .box, .config-map-picture a:focus .box { stroke: var(--ink); stroke-width: 2; }
.config-map-picture a:focus { outline: none; }
.config-map-picture .tip { opacity: 0; pointer-events: none; }
.config-map-picture a:hover .tip, .config-map-picture a:focus .tip { opacity: 1; }
.config-map-picture .tip rect { fill: var(--panel); stroke: var(--ink); }
.config-map-picture .tip text { fill: var(--ink); }
.config-map tr:target { background: var(--note-fill); }
@media (forced-colors: active) { .config-map-picture { forced-color-adjust: none; } }
`;

/** Which bits of configuration space a guest can change, bit by bit. */
export function configMapSection(map: ConfigMap): Section {
  const { devices, driver, leftOut } = map;
  const body = html`<div class="config-map">${PATTERNS}
<p>The backend of ${driver} was asked: every register is written with ones, zeros and each bit inverted, in every width, and what of that arrives at the function is noted. Point at a register or go to it with the Tab key for its name and masks; following it leads to its row in the table.</p>
<ul class="config-map-key">${key('base', 'a guest can change it, however it got the device')}${key('more', 'a guest can change it in this mode only')}${key('none', 'a guest cannot change it')}</ul>
${overview(devices)}${leftOut.length > 0 && html`<p class="none">Not shown: ${leftOut.slice(0, 40).join(', ')}${leftOut.length > 40 && ` and ${leftOut.length - 40} more`}. Twelve devices of a run are at most: of each dump the first function that the driver takes, then further ones.</p>`}
${devices.map((device, index) => one(device, index))}</div>`;
  return {
    id: 'config-map',
    title: 'Bits a guest can change',
    lead: 'Configuration space of the devices of this run: the bits that a guest decides in hardware, by how root handed the device over.',
    body,
    style: STYLE,
  };
}

const key = (pattern: string, text: string): Markup =>
  html`<li><svg viewBox="0 0 14 16" aria-hidden="true"><path d="M0 0h14v16H0z" fill="url(#config-map-${pattern})"/></svg>${text}</li>`;

const idOf = (index: number): string => `config-map-${index}`;

function overview(devices: readonly MappedDevice[]): Markup {
  return html`<div class="wide" tabindex="0" role="region" aria-label="Writable bits by device"><table><caption>Writable bits by device and mode</caption><thead><tr><th scope="col">device</th><th scope="col">address</th>${writableModes.map((mode) => html`<th scope="col" class="count">${modeTitles[mode]}</th>`)}</tr></thead><tbody>${devices.map(
    ({ name, address, registers, problem }, index) =>
      html`<tr><th scope="row"><a href="#${idOf(index)}">${name}</a></th><td>${address}</td>${
        problem === null
          ? writableModes.map(
              (mode) => html`<td class="count">${wholeText(writableBits(registers, mode))}</td>`,
            )
          : html`<td colspan="${writableModes.length}">${problem}</td>`
      }</tr>`,
  )}</tbody></table></div>`;
}

function one(device: MappedDevice, index: number): Markup {
  const { name, address, registers, problem, size } = device;
  const id = idOf(index);
  if (problem !== null)
    return html`<details id="${id}"><summary>${name} ${address}: no map</summary><p class="none">${problem}</p></details>`;
  const runs = runsOf(registers);
  const bits = writableModes.map((mode) => `${wholeText(writableBits(registers, mode))} ${modeTitles[mode]}`);
  return html`<details id="${id}"${index === 0 && html` open`}><summary>${name} ${address}: ${counted(registers.length, 'register')} with writable bits in ${wholeText(size)} bytes (bits: ${bits.join(', ')})</summary>
<div class="wide">${picture(device, runs, id)}</div>${table(name, runs, id)}</details>`;
}

function table(name: string, runs: readonly Run[], id: string): Markup {
  return html`<details><summary>The masks of ${name} as a table</summary><div class="wide" tabindex="0" role="region" aria-label="Masks of ${name}"><table><caption>Writable bits of ${name}: masks as wide as the register</caption><thead><tr><th scope="col">offset</th><th scope="col">register</th>${writableModes.map((mode) => html`<th scope="col">${modeTitles[mode]}</th>`)}</tr></thead><tbody>${runs.map(
    (run, index) =>
      html`<tr id="${id}-r${index}"><td><code>${placeText(run)}</code></td><th scope="row">${nameText(run)}</th>${writableModes.map((mode) => html`<td><code>${maskText(run, mode)}</code></td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}
