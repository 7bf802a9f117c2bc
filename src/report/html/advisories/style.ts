/** Style of the advisory matrix. */
export const ADVISORIES_STYLE = `
.adv-key { color: var(--soft); max-width: 75ch; }
.adv-scroll { overflow-x: auto; }
.adv-table { border-collapse: collapse; width: 100%; font-size: .92em; }
.adv-table caption { text-align: left; color: var(--soft); padding: .2rem 0 .4rem; }
.adv-table th, .adv-table td { border-bottom: 1px solid var(--line); padding: .28rem .6rem; text-align: left; vertical-align: top; font-weight: normal; }
.adv-table thead th { font-weight: 600; color: var(--soft); font-size: .88em; vertical-align: bottom; }
.adv-group th { background: var(--panel); font-weight: 600; padding-top: .45rem; }
.adv-table .adv-mark { text-align: center; width: 5.6rem; white-space: nowrap; } .adv-table thead .adv-mark { white-space: normal; }
.adv-yes { color: var(--good); background: var(--good-fill); } .adv-none { color: var(--soft); background: var(--none-fill); }
.adv-no { color: var(--bad); font-weight: 700; } .adv-mark span { display: inline-block; border-radius: 4px; padding: 0 .5em; } .adv-mark .adv-no { background: var(--bad-fill); }
.adv-soft { color: var(--soft); font-weight: normal; } .adv-title { color: var(--soft); }
.adv-table summary { cursor: pointer; } .adv-table tbody th code { overflow-wrap: anywhere; }
.adv-table details[open] > summary { margin-bottom: .4rem; }
.adv-facts { display: grid; grid-template-columns: minmax(6rem, 11rem) minmax(0, 1fr); gap: .3rem .9rem; margin: 0 0 .4rem 1rem; }
.adv-facts dt { color: var(--soft); } .adv-facts dd { margin: 0; overflow-wrap: anywhere; max-width: 80ch; }
.adv-facts pre { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .4rem .6rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .9em; }
.adv-notes { margin-top: 1rem; } .adv-notes > summary { cursor: pointer; font-weight: 600; }
@media (max-width: 44rem) {
  .adv-table:not(.adv-catalogue), .adv-table:not(.adv-catalogue) :is(thead, tbody, caption) { display: block; }
  .adv-table:not(.adv-catalogue) tr { display: flex; flex-wrap: wrap; justify-content: end; }
  .adv-table:not(.adv-catalogue) tr > th:first-child { flex: 1 1 7rem; min-width: 0; }
  .adv-table:not(.adv-catalogue) tr:has(> th > details[open]) > th { flex-basis: 100%; border-bottom: 0; }
  .adv-facts { grid-template-columns: minmax(0, 1fr); margin-left: 0; } .adv-facts dd { margin-bottom: .3rem; }
  .adv-table .adv-mark { width: 3.4rem; padding: .28rem .2rem; font-size: .85em; } .adv-title { display: block; }
}
`;
