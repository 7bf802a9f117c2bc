/** Style of the findings. */
export const FINDINGS_STYLE = `
.fnd-card { border: 1px solid var(--line); border-left-width: 4px; border-radius: 6px; margin: .6rem 0; background: var(--page); }
.fnd-card > summary { padding: .55rem .8rem; cursor: pointer; }
.fnd-card[open] > summary { border-bottom: 1px solid var(--line); background: var(--panel); }
.fnd-sev-high { border-left-color: var(--bad); } .fnd-sev-medium { border-left-color: var(--warn); }
.fnd-sev-low, .fnd-sev-info { border-left-color: var(--note); }
.fnd-title { font-weight: 600; overflow-wrap: anywhere; }
.fnd-print { display: block; margin: .2rem 0 0 1.1rem; color: var(--soft); font-size: .85em; overflow-wrap: anywhere; }
.fnd-badge, .fnd-state { display: inline-block; border-radius: 4px; padding: 0 .45em; font-size: .8em; line-height: 1.6; border: 1px solid currentColor; }
.fnd-badge { text-transform: uppercase; font-weight: 700; letter-spacing: .03em; }
.fnd-high { color: var(--bad); background: var(--bad-fill); } .fnd-medium { color: var(--warn); background: var(--warn-fill); }
.fnd-low, .fnd-info { color: var(--note); background: var(--note-fill); }
.fnd-state { color: var(--soft); } .fnd-state-new, .fnd-state-reopened { color: var(--bad); }
.fnd-state-fixed { color: var(--good); }
.fnd-body { padding: .4rem .9rem .9rem; }
.fnd-body h3 { margin: 1.1rem 0 .35rem; font-size: 1em; } .fnd-body h4 { margin: .7rem 0 .25rem; font-size: .9em; color: var(--soft); }
.fnd-body pre { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .5rem .7rem; margin: 0; overflow-x: auto; font-size: .85em; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere; }
.fnd-facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: .45rem 1.4rem; margin: .5rem 0; }
.fnd-facts div:first-child { grid-column: 1 / -1; }
.fnd-facts dt { color: var(--soft); font-size: .82em; } .fnd-facts dd { margin: 0; overflow-wrap: anywhere; }
.fnd-all { margin: 0; padding-left: 1.2rem; overflow-wrap: anywhere; } .fnd-soft { color: var(--soft); }
.fnd-scroll { overflow-x: auto; }
.fnd-fetches, .fnd-table { border-collapse: collapse; font-size: .9em; } .fnd-table { width: 100%; }
.fnd-fetches caption, .fnd-table caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
.fnd-fetches th, .fnd-fetches td, .fnd-table th, .fnd-table td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
.fnd-fetches th, .fnd-table th { background: var(--panel); font-weight: 600; } .fnd-number { text-align: right; }
.fnd-differs { background: var(--warn-fill); font-weight: 600; }
.fnd-names { font-size: .85em; overflow-wrap: anywhere; }
.fnd-figure { margin: .2rem 0 0; } .fnd-figure svg { display: block; min-width: 100%; font: 11px ui-monospace, monospace; fill: var(--ink); }
.fnd-figure .fnd-scroll { border: 1px solid var(--line); border-radius: 4px; background: var(--page); }
.fnd-life { stroke: var(--line); stroke-width: 1; fill: none; }
.fnd-lanes { font-weight: 700; text-anchor: middle; } .fnd-time { fill: var(--soft); }
.fnd-arrow { stroke: var(--accent); stroke-width: 1.4; fill: none; }
.fnd-note { stroke: var(--note); stroke-width: 2; } .fnd-warn { stroke: var(--warn); stroke-width: 2.4; stroke-dasharray: 5 2; } .fnd-arrow.fnd-bad { stroke: var(--bad); stroke-width: 2; }
.fnd-head { font-weight: 700; } .fnd-m-flip { fill: var(--warn); font-weight: 700; } .fnd-m-flipped { fill: var(--note); font-weight: 700; } .fnd-m-bad { fill: var(--bad); font-weight: 700; }
.fnd-b-heading { fill: var(--panel); } .fnd-b-flip { fill: var(--warn-fill); } .fnd-b-flipped { fill: var(--note-fill); } .fnd-b-bad { fill: var(--bad-fill); }
.fnd-words { font-size: .85em; margin-top: .3rem; } .fnd-words ol { margin: .3rem 0; overflow-wrap: anywhere; }
.fnd-folded > summary { cursor: pointer; font-weight: 600; padding: .5rem 0; }
.fnd-good { color: var(--good); font-weight: 600; } .fnd-none, .fnd-missing { color: var(--soft); }
.fnd-body summary { cursor: pointer; }
`;
