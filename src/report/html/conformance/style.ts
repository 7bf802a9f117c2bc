/** Style of the conformance matrix. */
export const CONFORMANCE_STYLE = `
.cfm-key { color: var(--soft); max-width: 80ch; }
.cfm-scroll { overflow-x: auto; }
.cfm-table { border-collapse: collapse; width: 100%; font-size: .92em; }
.cfm-table caption, .cfm-values caption { text-align: left; color: var(--soft); padding: .2rem 0 .3rem; }
.cfm-table th, .cfm-table td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; font-weight: normal; }
.cfm-table thead th, .cfm-table tfoot th { font-weight: 600; background: var(--panel); } .cfm-table tfoot td { background: var(--panel); }
.cfm-overview tbody th { white-space: nowrap; } .cfm-number { text-align: right; width: 3rem; }
.cfm-soft { color: var(--soft); font-weight: normal; font-size: .92em; }
.cfm-none { color: var(--soft); }
.cfm-badge { display: inline-block; border-radius: 4px; padding: 0 .45em; margin: 1px 0; font-size: .82em; line-height: 1.65; white-space: nowrap; font-variant-numeric: tabular-nums; }
.cfm-v-good { color: var(--good); background: var(--good-fill); } .cfm-v-note { color: var(--note); background: var(--note-fill); }
.cfm-v-none { color: var(--soft); background: var(--none-fill); } .cfm-v-warn { color: var(--warn); background: var(--warn-fill); font-weight: 700; }
.cfm-v-bad { color: var(--bad); background: var(--bad-fill); font-weight: 700; }
.cfm-area { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; }
.cfm-area > summary { padding: .45rem .8rem; cursor: pointer; } .cfm-area[open] > summary { background: var(--panel); border-bottom: 1px solid var(--line); }
.cfm-area > div { padding: .2rem .8rem .6rem; scroll-margin-top: 4rem; }
.cfm-area tbody th { width: 46%; min-width: 15rem; } .cfm-area td { min-width: 9rem; }
.cfm-level { color: var(--soft); font-size: .78em; letter-spacing: .04em; }
.cfm-requirement { display: block; max-width: 70ch; overflow-wrap: anywhere; }
.cfm-table summary { cursor: pointer; } .cfm-table td p { margin: .3rem 0; overflow-wrap: anywhere; }
.cfm-outcome { border-top: 1px dashed var(--line); margin-top: .3rem; }
.cfm-values { border-collapse: collapse; font-size: .95em; margin: .2rem 0; } .cfm-area td details[open] > .cfm-outcome { min-width: min(26rem, 75vw); }
.cfm-area .cfm-values :is(th, td) { min-width: 6rem; width: auto; overflow-wrap: anywhere; } .cfm-values code { overflow-wrap: anywhere; }
.cfm-steps pre { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .4rem .6rem; margin: .3rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .88em; }
@media (max-width: 44rem) { .cfm-area tbody th { min-width: 10rem; } .cfm-overview tbody th .cfm-soft { display: none; } }
`;
