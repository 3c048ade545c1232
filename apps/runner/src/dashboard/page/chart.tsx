import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { type ChartData, hasCurve, type Line } from './charts';
import { valueText } from './texts';

const height = 230;
/** As many colours as reports have. */
const colours = 8;

/**
 * Lines over a common axis, as they are: nothing is smoothed. The values at the cursor, or the last ones, are in the legend; of single points
 * there is only the legend.
 */
export function Chart(chart: ChartData) {
  const { title, axis, isShare, lines } = chart;
  const isDrawn = hasCurve(chart);
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [at, setAt] = useState<number | null>(null);
  const data = useMemo(() => aligned(lines), [lines]);
  const latest = useRef(data);
  latest.current = data;
  const shape = lines.map(({ label }) => label).join('\n');

  useEffect(() => {
    const parent = place.current;
    if (parent === null) return;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        options({ axis, isShare, lines, width: parent.clientWidth, setAt }),
        latest.current,
        parent,
      );
    };
    make();
    const size = new ResizeObserver(() => plot.current?.setSize({ width: parent.clientWidth, height }));
    size.observe(parent);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', make);
    return () => {
      dark.removeEventListener('change', make);
      size.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [isDrawn, shape, axis, isShare]);

  useEffect(() => {
    if (plot.current !== undefined && plot.current.data !== data) replaceData(plot.current, data);
  }, [data]);

  const values = lines.map(({ points }, i) => {
    const last = points.findLast(([, y]) => y !== null);
    return at === null ? (last?.[1] ?? null) : (data[i + 1]?.[at] ?? null);
  });
  const x = at === null ? undefined : data[0]?.[at];
  return (
    <figure class="card">
      <h3>{title}</h3>
      {isDrawn && <div ref={place} role="img" aria-label={`${title}, by ${axis}; the values are below`} />}
      <ul class="legend" aria-label={`${title}: values`}>
        {isDrawn && <li>{x === undefined ? 'last' : `${axis} ${x}`}</li>}
        {lines.map(({ label }, i) => (
          <li key={label}>
            <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
              <circle class={`f${i % colours}`} cx="5" cy="5" r="5" />
            </svg>
            {label} <b>{valueText(values[i] ?? null, isShare)}</b>
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** Whoever has zoomed in stays there while a curve grows. */
function replaceData(plot: uPlot, data: Data): void {
  const { min, max } = plot.scales.x ?? {};
  const [places] = plot.data;
  const [first, last] = [places[0], places.at(-1)];
  const isKnown = min != null && max != null && first !== undefined && last !== undefined;
  const isZoomed = isKnown && (min > first || max < last);
  plot.setData(data, !isZoomed);
  if (isZoomed) plot.redraw();
}

type Data = [number[], ...(number | null | undefined)[][]];

/** All lines over all their places; undefined where a line has no point. */
function aligned(lines: readonly Line[]): Data {
  const places = [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))].toSorted(
    (a, b) => a - b,
  );
  const index = new Map(places.map((x, i) => [x, i]));
  const values = lines.map(({ points }) => {
    const own = new Array<number | null | undefined>(places.length).fill(undefined);
    for (const [x, y] of points) own[index.get(x) as number] = y;
    return own;
  });
  return [places, ...values];
}

/** As it is drawn, not as it began: a curve grows. */
function hasFewPoints({ data }: uPlot, line: number): boolean {
  return Array.from(data[line] ?? []).filter((y) => y != null).length < 40;
}

interface PlotOptions extends Pick<ChartData, 'axis' | 'isShare' | 'lines'> {
  readonly width: number;
  readonly setAt: (index: number | null) => void;
}

function options({ axis, isShare, lines, width, setAt }: PlotOptions): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`);
  const font = '12px system-ui, sans-serif';
  const line = {
    stroke: colour('muted'),
    font,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
  };
  const whole = {
    incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 1_000_000],
  };
  return {
    ...{ width, height, legend: { show: false }, padding: [10, 12, 0, 0] },
    scales: { x: { time: false }, ...(isShare && { y: { range: [0, 1] } }) },
    cursor: { y: false, drag: { x: true, y: false } },
    axes: [
      { ...line, ...whole, label: axis, labelSize: 18, labelFont: font, size: 26 },
      {
        ...line,
        size: 52,
        values: (_, splits) =>
          splits.map((value) =>
            isShare ? `${Math.round(100 * value)}` : String(Number(value.toPrecision(4))),
          ),
      },
    ],
    series: [
      {},
      ...lines.map(({ label }, i) => ({
        ...{ label, stroke: colour(`c${i % colours}`), width: 1.75, spanGaps: true },
        points: { show: hasFewPoints, size: 6 },
      })),
    ],
    hooks: { setCursor: [({ cursor }) => setAt(cursor.idx ?? null)] },
  };
}
