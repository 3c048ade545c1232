import { dark, heatColours, heatLevels, light, type Palette } from './palette';

const levels = Array.from({ length: heatLevels + 1 }, (_, level) => level);

/** The colours of a palette, by the names that styles give them. */
function colours(palette: Palette): Readonly<Record<string, string>> {
  const { background, raised, text, muted, line, link, series } = palette;
  const heat = levels.flatMap((level) => {
    const { fill, ink } = heatColours(palette, level);
    return [[`h${level}`, fill] as const, [`i${level}`, ink] as const];
  });
  return {
    ...{ background, raised, text, muted, line, link },
    ...Object.fromEntries([...series.map((colour, i) => [`c${i}`, colour]), ...heat]),
  };
}

function variables(palette: Palette): string {
  return Object.entries(colours(palette))
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

/** The style of what is in drawings. */
const drawings = `
svg text { fill: var(--text); }
svg text.muted { fill: var(--muted); }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .track { fill: var(--raised); }
svg .whisker { stroke: var(--text); stroke-width: 1.5; fill: none; }
svg .series { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
svg .diagonal { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 4 3; }
svg .point { fill-opacity: .8; }
${light.series.map((_, i) => `.f${i} { fill: var(--c${i}); } .s${i} { stroke: var(--c${i}); }`).join('\n')}
`.trim();

/** The style of a drawing that is a file of its own, on paper: many programs that read SVG know no variables. */
export const fileStyle = [
  drawings,
  ...levels.map(
    (level) => `rect.h${level} { fill: var(--h${level}); } svg text.i${level} { fill: var(--i${level}); }`,
  ),
]
  .join('\n')
  .replaceAll(/var\(--(\w+)\)/g, (_, name) => colours(light)[name] ?? '');

/** The style of all pages: light or dark as the reader's system is, light on paper. */
export const style = `
:root { color-scheme: light dark; ${variables(light)} }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--background); color: var(--text);
  font: 1rem/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; letter-spacing: -.015em; margin: 0 0 1rem; }
h2 { font-size: 1.45rem; letter-spacing: -.01em; margin: 3.5rem 0 1rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin: 2.75rem 0 .5rem; }
p, ul { max-width: 44rem; margin: .6rem 0; overflow-wrap: anywhere; }
ul { padding-left: 1.2rem; }
code, pre { font: .84rem/1.6 ui-monospace, 'SF Mono', 'Cascadia Mono', 'Liberation Mono', monospace; background: var(--raised); border-radius: 5px; }
code { padding: .1em .3em; overflow-wrap: anywhere; }
pre { padding: .7rem .9rem; margin: .4rem 0 1.1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
figure { margin: 1.1rem 0; }
figcaption, caption { color: var(--muted); font-size: .9rem; text-align: left; padding: 0 0 .5rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { padding: .42rem .9rem .42rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
tr > :last-child { padding-right: .2rem; }
thead th { color: var(--muted); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 9.5rem; max-width: 22rem; }
.right { text-align: right; }
td.right { white-space: nowrap; }
small { color: var(--muted); font-size: .85em; }
.group { margin-top: 1.1rem; display: flex; flex-wrap: wrap; gap: 1.6rem 2.4rem; align-items: flex-start; }
.group > * { margin: 0; max-width: 100%; }
table.heat { border-collapse: separate; border-spacing: 2px; font-size: .8rem; }
table.heat caption { color: var(--text); font-weight: 500; }
table.heat th, table.heat td { border: 0; padding: .3rem .2rem; }
table.heat tbody th, table.heat thead th { color: var(--muted); font-weight: 400; min-width: 0; text-align: right; padding-right: .4rem; }
table.heat thead th + th { text-align: center; padding-right: .2rem; }
table.heat td { min-width: 2.45rem; text-align: center; border-radius: 3px; }
${levels.map((level) => `td.h${level} { background: var(--h${level}); color: var(--i${level}); }`).join('\n')}
table.sheets caption { color: var(--text); font-weight: 500; }
table.sheets th, table.sheets td { border: 0; vertical-align: top; padding: .3rem .9rem .3rem 0; }
table.sheets thead th { white-space: normal; overflow-wrap: anywhere; }
table.sheets tbody th { min-width: 0; color: var(--muted); font-weight: 400; }
svg.part { width: auto; max-width: none; background: #fff; border-radius: 3px; image-rendering: pixelated; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .9rem; max-width: none; }
nav a { color: var(--link); text-underline-offset: .2em; }
nav a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
details { margin: .4rem 0 0; }
summary { color: var(--link); font-size: .9rem; cursor: pointer; width: fit-content; padding: .15rem 0; }
svg { display: block; width: 100%; height: auto; font: 13px system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif;
  font-variant-numeric: tabular-nums; }
${drawings}
svg.wide { max-width: 44rem; }
svg.narrow { display: none; max-width: 24rem; }
svg.small { width: 12.5rem; }
svg.source { position: absolute; width: 0; height: 0; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 4px; background: #fff; }
@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
  table.heat { border-spacing: 1px; }
  table.heat th, table.heat td { padding: .25rem .2rem; min-width: 0; font-size: .72rem; }
}
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h1, h2, h3, caption, figcaption { break-after: avoid; }
  figure, table.heat, tr, img, svg { break-inside: avoid; }
  nav { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { display: none; }
  .scroll { overflow: visible; }
  * { print-color-adjust: exact; }
}
`;
