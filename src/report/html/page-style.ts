/** Style of the frame and of what all sections have in common. */
export const STYLE = `
*, *::before, *::after { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body { margin: 0; overflow-wrap: break-word; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.4em 0 .5em; text-wrap: balance; }
h1 { font-size: 1.45rem; margin: 0; } h2 { font-size: 1.25rem; } h3 { font-size: 1.05rem; } h4 { font-size: 1rem; }
p { margin: .5em 0; } a { color: var(--accent); text-underline-offset: .15em; }
code, pre, kbd { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
code { overflow-wrap: anywhere; } pre { background: var(--panel); border: 1px solid var(--line); border-radius: .3rem; padding: .6rem .8rem; overflow: auto; max-width: 100%; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .15rem; }
.skip { position: absolute; left: -100vw; top: 0; z-index: 2; padding: .6rem 1rem; background: var(--page); border: 2px solid var(--accent); }
.skip:focus { left: .5rem; top: .5rem; }
.head { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: center; justify-content: space-between; padding: 1rem 1.5rem; border-bottom: 1px solid var(--line); background: var(--panel); }
.head p { margin: .15rem 0 0; color: var(--soft); }
button { font: inherit; font-size: .88rem; color: var(--ink); background: var(--page); border: 1px solid var(--line); border-radius: .3rem; padding: .25rem .7rem; cursor: pointer; }
button:hover { border-color: var(--accent); }
.frame { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); gap: 0 2rem; max-width: 96rem; padding: 0 1.5rem; }
nav ol { list-style: none; margin: 0; padding: 0; } nav#nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 1.2rem 0; }
nav#nav a { display: block; padding: .3rem .7rem; border-left: 3px solid transparent; color: var(--ink); text-decoration: none; }
nav#nav a:hover { text-decoration: underline; } nav#nav a[aria-current] { border-left-color: var(--accent); background: var(--panel); font-weight: 600; }
main { padding: .2rem 0 3rem; min-width: 0; } main:focus { outline: none; }
main > section { border-bottom: 1px solid var(--line); padding-bottom: 1.4rem; }
.lead { color: var(--soft); max-width: 60rem; }
footer { border-top: 1px solid var(--line); background: var(--panel); padding: .4rem 1.5rem 1.5rem; color: var(--soft); font-size: .88rem; }
footer h2 { font-size: 1rem; color: var(--ink); margin: .8rem 0 .3rem; } footer ul { margin: .3rem 0; padding-left: 1.2rem; } footer p { max-width: 60rem; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .92rem; width: 100%; } caption { text-align: left; color: var(--soft); font-size: .85rem; padding: .2rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
thead th { font-size: .82rem; color: var(--soft); font-weight: 600; border-bottom-width: 2px; white-space: nowrap; }
tbody th { font-weight: 500; } tbody tr:hover { background: var(--panel); }
details { margin: .4rem 0; } summary { cursor: pointer; padding: .15rem 0; } summary:hover { color: var(--accent); }
.tag { display: inline-block; border-radius: .25rem; padding: 0 .45rem; font-size: .82rem; font-weight: 600; white-space: nowrap; border: 1px solid; }
.tag.high { color: var(--bad); background: var(--bad-fill); } .tag.medium { color: var(--warn); background: var(--warn-fill); }
.tag.low { color: var(--note); background: var(--note-fill); } .tag.info { color: var(--ink); background: var(--none-fill); }
.tag.good { color: var(--good); background: var(--good-fill); }
@media (max-width: 60rem) {
  .frame { display: block; padding: 0 1rem; } .head { padding: .8rem 1rem; } footer { padding: .4rem 1rem 1.2rem; }
  nav#nav { position: static; max-height: none; padding: .6rem 0 0; border-bottom: 1px solid var(--line); }
  nav ol { display: flex; flex-wrap: wrap; gap: .1rem .3rem; } nav#nav a { border-left: 0; border-bottom: 3px solid transparent; padding: .3rem .5rem; }
  nav#nav a[aria-current] { border-bottom-color: var(--accent); }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print {
  nav, .skip, .head button { display: none !important; } .frame { display: block; padding: 0; } body { font-size: 10pt; }
  .head, footer { background: none; padding-inline: 0; } .scroll { overflow: visible; } tr, .facts div { break-inside: avoid; } h2, h3 { break-after: avoid; }
}
`;
