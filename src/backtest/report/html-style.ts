/** The look of the page: two themes from one set of names, chosen by the reader's system. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --back: #f6f7f9; --card: #ffffff; --ink: #1b1f27; --faint: #69707d; --line: #e1e4ea; --hover: #f0f3f8;
  --good: #087f5b; --bad: #c92a2a; --accent: #2f5fd0; --area: #2f5fd022; --water: #c92a2a22; --other: #9a6bd0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #12141a; --card: #1a1d25; --ink: #e3e6ec; --faint: #8d95a5; --line: #2a2f3b; --hover: #222733;
    --good: #3ecf8e; --bad: #ff6b6b; --accent: #6ea0ff; --area: #6ea0ff22; --water: #ff6b6b22; --other: #b794f6;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 24px 20px 48px; max-width: 1280px; background: var(--back); color: var(--ink);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
h1 { margin: 4px 0 0; font-size: 24px; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 15px; }
a { color: var(--accent); }
.conventions { margin: 0; color: var(--faint); font-size: 12px; }
.facts { margin: 2px 0 18px; color: var(--faint); overflow-wrap: anywhere; }
.warning { color: var(--bad); font-weight: 600; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(135px, 1fr)); gap: 10px; margin-bottom: 16px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; }
.tile b { display: block; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
.tile b.missing { font-size: 14px; font-weight: 400; line-height: 27px; }
.tile span { color: var(--faint); font-size: 12px; }
section {
  background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin-bottom: 16px; padding: 12px 14px;
}
section > header { display: flex; gap: 12px; align-items: baseline; flex-wrap: wrap; margin-bottom: 8px; }
section > header p { margin: 0; color: var(--faint); font-size: 12px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 0 16px; align-items: start; }
.chart { position: relative; height: 300px; }
.chart.low { height: 150px; }
.chart.tall { height: 440px; }
label { color: var(--faint); font-size: 12px; display: inline-flex; gap: 6px; align-items: center; }
select {
  font: inherit; font-size: 13px; color: inherit; background: var(--back); border: 1px solid var(--line);
  border-radius: 6px; padding: 3px 8px;
}
.scroll { overflow: auto; max-height: 560px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: 4px 7px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child, th.text, td.text { text-align: left; }
td.name { white-space: normal; overflow-wrap: anywhere; min-width: 6em; }
.pair th, .pair td { padding: 4px 5px; }
th {
  position: sticky; top: 0; background: var(--card); color: var(--faint); font-weight: 500; cursor: pointer;
  user-select: none;
}
th[aria-sort]::after { content: " ▲"; font-size: 9px; }
th[aria-sort="descending"]::after { content: " ▼"; }
th:focus-visible, tr:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
tbody tr:hover { background: var(--hover); }
tbody tr:last-child td { border-bottom: 0; }
tr[data-entry] { cursor: pointer; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.missing, .key { color: var(--faint); }
.key { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12px; }
footer { color: var(--faint); font-size: 12px; }
@media print { .scroll { max-height: none; } section { break-inside: avoid; } }
`;
