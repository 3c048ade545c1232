import { dark, heatColours, heatLevels, light, type Palette } from '../reports/renderers/html/palette';

/** The page itself: all that it shows comes from its script. */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>exmodel</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
<script type="module" src="/page.js"></script>
</head>
<body><noscript>This page needs JavaScript. Without it: exmodel status, and exmodel report.</noscript></body>
</html>
`;

/** Several that become one. */
export const pageIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${light.series[0]}"/><g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"><path d="M7 8c8 0 6 8 13 8M7 16h13M7 24c8 0 6-8 13-8"/></g><circle cx="23" cy="16" r="4" fill="#fff"/></svg>`;

const levels = Array.from({ length: heatLevels + 1 }, (_, level) => level);

function variables(palette: Palette): string {
  const { background, raised, text, muted, line, link, series } = palette;
  return [
    ...[`--background:${background}`, `--raised:${raised}`, `--text:${text}`, `--muted:${muted}`],
    ...[`--line:${line}`, `--link:${link}`, ...series.map((colour, i) => `--c${i}:${colour}`)],
    ...levels.flatMap((level) => {
      const { fill, ink } = heatColours(palette, level);
      return [`--h${level}:${fill}`, `--i${level}:${ink}`];
    }),
  ].join(';');
}

/** The style of the live page, in the colours of reports. */
export const pageStyle = `
:root { color-scheme: light dark; ${variables(light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--background); color: var(--text); font-variant-numeric: tabular-nums;
  font: .95rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif; }
header.top { position: sticky; top: 0; z-index: 5; background: var(--background); border-bottom: 1px solid var(--line); }
header.top > div, main { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header.top > div { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1rem; padding-top: .6rem; padding-bottom: .6rem; }
header.top .brand { display: inline-flex; align-items: center; gap: .5rem; font-weight: 650; font-size: 1.05rem; color: inherit; text-decoration: none; letter-spacing: -.01em; }
header.top .brand img { width: 1.5rem; height: 1.5rem; display: block; }
.crumbs { color: var(--muted); overflow-wrap: anywhere; min-width: 0; flex: 1; font-size: .9rem; }
.live { display: inline-flex; align-items: center; gap: .45rem; color: var(--muted); font-size: .85rem; }
.live::before { content: ''; width: .55rem; height: .55rem; border-radius: 50%; background: var(--c2); }
.live.off::before { background: var(--c1); }
main { padding-top: 1.4rem; padding-bottom: 6rem; }
h1, h2, h3 { line-height: 1.25; margin: 0; overflow-wrap: anywhere; letter-spacing: -.01em; }
h1 { font-size: 1.5rem; margin-bottom: .9rem; }
h2 { font-size: 1.12rem; }
h3 { font-size: .95rem; font-weight: 600; }
section { margin-top: 2.2rem; }
section > h2 { margin-bottom: .8rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
[role=alert] { white-space: pre-wrap; }
p { margin: .4rem 0; max-width: 48rem; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
.small { font-size: .85rem; }
code, pre { font: .82rem/1.55 ui-monospace, 'SF Mono', 'Cascadia Mono', 'Liberation Mono', monospace; }
code { background: var(--raised); border-radius: 5px; padding: .1em .35em; overflow-wrap: anywhere; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-bottom: 1rem; }
button, input, select { font: inherit; color: inherit; background: var(--background); border: 1px solid var(--line); border-radius: 7px; padding: .3rem .7rem; }
button { cursor: pointer; }
button:hover { background: var(--raised); }
button.main { background: var(--c0); border-color: var(--c0); color: var(--background); font-weight: 600; }
button[aria-pressed=true] { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); }
select { max-width: 100%; }
label { min-width: 0; }
input[type=search] { flex: 1; min-width: 10rem; max-width: 24rem; }
input[type=checkbox] { accent-color: var(--link); width: 1rem; height: 1rem; margin: 0; vertical-align: -.15em; }
.chip { display: inline-flex; align-items: center; gap: .4rem; white-space: nowrap; }
.chips { display: inline-flex; flex-wrap: wrap; gap: .2rem .9rem; }
.dot { width: .6rem; height: .6rem; border-radius: 50%; background: var(--muted); flex: none; display: inline-block; }
.dot.finished { background: var(--c2); }
.dot.running { background: var(--c0); animation: pulse 2s infinite; }
.dot.failed, .dot.diverged, .dot.unreadable { background: var(--c4); }
.dot.stopped, .dot.cancelled { background: var(--c1); }
@keyframes pulse { 50% { opacity: .35; } }
@media (prefers-reduced-motion: reduce) { .dot.running { animation: none; } }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .9rem; }
.card { border: 1px solid var(--line); border-radius: 10px; padding: .9rem 1rem; background: var(--background); min-width: 0; }
a.card { display: block; color: inherit; text-decoration: none; }
a.card:hover { border-color: var(--link); }
.card .row { display: flex; justify-content: space-between; gap: .8rem; align-items: baseline; min-width: 0; }
.card .row > :first-child { overflow-wrap: anywhere; min-width: 0; }
progress { appearance: none; width: 100%; height: .5rem; border: 0; border-radius: 99px; background: var(--raised); margin: .55rem 0 .35rem; display: block; overflow: hidden; }
progress::-webkit-progress-bar { background: var(--raised); }
progress::-webkit-progress-value { background: var(--c0); border-radius: 99px; transition: width .5s; }
progress::-moz-progress-bar { background: var(--c0); border-radius: 99px; }
.group { border: 1px solid var(--line); border-radius: 10px; margin-top: .9rem; content-visibility: auto; contain-intrinsic-size: auto 3.4rem; }
.group > summary { padding: .75rem 1rem; cursor: pointer; display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: baseline; list-style: none; }
.group > summary::-webkit-details-marker { display: none; }
.group > summary::before { content: '▸'; color: var(--muted); }
.group[open] > summary::before { content: '▾'; }
.group > summary h2 { font-size: 1.05rem; }
.group > summary .end { margin-left: auto; display: flex; flex-wrap: wrap; gap: .2rem .9rem; font-size: .85rem; color: var(--muted); }
.group > div { padding: 0 1rem .9rem; }
section.scroll { overflow-x: auto; max-width: 100%; margin: 0; }
table { border-collapse: collapse; font-size: .92rem; width: 100%; }
th, td { padding: .45rem .9rem .45rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: .85rem; color: var(--muted); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 11rem; }
tbody th button.small { padding: 0 .5rem; color: var(--muted); margin-left: .3rem; }
tr.one > * { font-size: .87rem; }
tr.one > th { padding-left: 1.1rem; font-weight: 400; }
.right { text-align: right; white-space: nowrap; }
td.figure { min-width: 12rem; width: 26%; }
svg.interval { display: block; width: 100%; height: 1.1rem; overflow: visible; }
svg.interval .track { stroke: var(--line); stroke-width: 1; }
svg.interval .range { stroke: var(--c0); stroke-width: 2.5; stroke-linecap: round; opacity: .55; }
svg.interval circle { fill: var(--c0); }
.facts { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.1rem 0 0; }
.facts > div { border: 1px solid var(--line); border-radius: 10px; padding: .55rem .9rem; min-width: 7.5rem; }
.facts dt { color: var(--muted); font-size: .82rem; }
.facts dd { margin: 0; font-size: 1.3rem; font-weight: 600; letter-spacing: -.01em; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); gap: .9rem; }
.legend { display: flex; flex-wrap: wrap; gap: .15rem .9rem; font-size: .82rem; color: var(--muted); list-style: none; padding: 0; margin: .35rem 0 0; }
.legend li { display: inline-flex; align-items: center; gap: .35rem; overflow-wrap: anywhere; }
.legend b { color: var(--text); font-weight: 600; }
svg.swatch { width: .7rem; height: .7rem; flex: none; }
${light.series.map((_, i) => `.f${i} { fill: var(--c${i}); }`).join('\n')}
table.heat { width: auto; border-collapse: separate; border-spacing: 2px; font-size: .82rem; }
table.heat tr > th, table.heat tr > td { border: 0; padding: .3rem .35rem; text-align: center; min-width: 2.5rem; font-weight: 400; }
table.heat th { color: var(--muted); }
table.heat td { border-radius: 3px; }
${levels.map((level) => `td.h${level} { background: var(--h${level}); color: var(--i${level}); }`).join('\n')}
figure { margin: 0; }
figure img { max-width: 100%; height: auto; image-rendering: pixelated; border: 1px solid var(--line); border-radius: 6px; background: #fff; display: block; }
figcaption { color: var(--muted); font-size: .85rem; margin-bottom: .4rem; }
pre.log { background: var(--raised); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem; margin: 0; max-height: 24rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
iframe { width: 100%; border: 1px solid var(--line); border-radius: 10px; background: var(--background); display: block; min-height: 12rem; }
.tray { position: fixed; inset: auto 0 0 0; z-index: 6; background: var(--raised); border-top: 1px solid var(--line); padding: .7rem 1.25rem; display: flex; flex-wrap: wrap; gap: .6rem; justify-content: center; align-items: center; }
summary { cursor: pointer; }
details.more > summary { color: var(--link); width: fit-content; padding: .2rem 0; }
.uplot, .uplot * { box-sizing: border-box; }
.uplot { width: min-content; line-height: 1.5; }
.u-wrap { position: relative; user-select: none; }
.u-over, .u-under { position: absolute; }
.u-under { overflow: hidden; }
.uplot canvas { display: block; position: relative; width: 100%; height: 100%; }
.u-axis { position: absolute; }
.u-cursor-x, .u-cursor-y { position: absolute; left: 0; top: 0; pointer-events: none; }
.u-hz .u-cursor-x { height: 100%; border-right: 1px dashed var(--muted); }
.u-hz .u-cursor-y { width: 100%; border-bottom: 1px dashed var(--muted); }
.u-cursor-pt { position: absolute; top: 0; left: 0; border-radius: 50%; border: 0 solid; pointer-events: none; background-clip: padding-box !important; }
.u-select { background: var(--line); opacity: .4; position: absolute; pointer-events: none; }
.u-axis.u-off, .u-select.u-off, .u-cursor-x.u-off, .u-cursor-y.u-off, .u-cursor-pt.u-off { display: none; }
@media (max-width: 40rem) {
  header.top > div, main { padding-left: .9rem; padding-right: .9rem; }
  h1 { font-size: 1.25rem; }
  .facts > div { min-width: 0; flex: 1 1 5rem; padding: .45rem .6rem; }
  table.heat th, table.heat td { min-width: 0; padding: .25rem; }
}
`;
