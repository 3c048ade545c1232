import { cellText } from '../../cell-text';
import { isQuantity } from '../../quantities';
import type { Table } from '../../report';
import { light } from './palette';
import { type Figure, fitted, label, px, widths } from './svg';

const height = 300;
const area = { top: 12, bottom: 262, left: 34 };
const lineHeight = 16;

/** As many lines as there are colours; more would not be told apart. */
export const mostLines = light.series.length;

/** A line a row, from column to column, named at its end. More than {@link mostLines} have no colours. */
export function lines({ columns, rows, caption = '' }: Table): Figure {
  const headings = columns.slice(1).map(({ heading }) => heading);
  const series = rows.map(([name = null, ...cells]) => ({
    name: cellText(name),
    values: cells.map((cell) => (isQuantity(cell) ? cell.value : null)),
  }));
  const draw = (width: number) => {
    const right = width - (width > 400 ? 200 : 130);
    const steps = Math.max(1, headings.length - 1);
    const x = (i: number) => area.left + 8 + (i / steps) * (right - area.left - 16);
    const y = (share: number) => area.bottom - share * (area.bottom - area.top);
    const grid = [0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        `<path class="grid" d="M${area.left} ${px(y(share))}H${right}"/>` +
        label(String(100 * share), area.left - 8, y(share) + 4, { anchor: 'end', kind: 'muted' }),
    );
    const every = Math.ceil(headings.length / (width / 40));
    const ticks = headings.flatMap((heading, i) =>
      i % every === 0
        ? [label(fitted(heading, 60), x(i), area.bottom + 20, { anchor: 'middle', kind: 'muted' })]
        : [],
    );
    const drawn = series.map(({ values }, i) => {
      const points = values.flatMap((value, k) =>
        value === null ? [] : [[px(x(k)), px(y(value))] as const],
      );
      const path = points.map(([a, b]) => `${a} ${b}`).join('L');
      const dots = points.map(([a, b]) => `<circle class="f${i}" cx="${a}" cy="${b}" r="3.5"/>`);
      return points.length === 0 ? '' : `<path class="series s${i}" d="M${path}"/>${dots.join('')}`;
    });
    const ends = series.flatMap(({ name, values }, i) => {
      const last = values.findLast((value) => value !== null);
      return last === undefined || last === null ? [] : [{ i, name, at: y(last) }];
    });
    const names = apart(ends).map(
      ({ i, name, at }) =>
        `<circle class="f${i}" cx="${right + 12}" cy="${px(at)}" r="4"/>` +
        label(fitted(name, width - right - 24), right + 22, at + 4.5),
    );
    return { height, content: [...grid, ...ticks, ...drawn, ...names].join('') };
  };
  return { caption: `Lines: ${caption}`, widths, draw };
}

/** Labels moved apart so that none covers another, from top to bottom, and back into the area from its end. */
function apart<T extends { readonly at: number }>(labels: readonly T[]): T[] {
  const sorted = labels.toSorted((a, b) => a.at - b.at);
  const places: number[] = [];
  for (const { at } of sorted)
    places.push(Math.max(at, (places.at(-1) ?? Number.NEGATIVE_INFINITY) + lineHeight));
  for (let i = places.length - 1, most = area.bottom; i >= 0; i--, most -= lineHeight)
    places[i] = Math.min(places[i] ?? 0, most);
  return sorted.map((each, i) => ({ ...each, at: places[i] ?? each.at }));
}
