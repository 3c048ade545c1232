import { Chart } from './chart';
import { type ChartData, hasCurve } from './charts';

/** The sections of all charts: curves, and what was measured once. None where there is nothing. */
export function Curves({ charts }: { readonly charts: readonly ChartData[] }) {
  return (
    <>
      <Section title="Curves" charts={charts.filter(hasCurve)} />
      <Section title="Measured once" charts={charts.filter((chart) => !hasCurve(chart))} />
    </>
  );
}

function Section({ title, charts }: { readonly title: string; readonly charts: readonly ChartData[] }) {
  if (charts.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <div class="charts">
        {charts.map((chart) => (
          <Chart key={chart.title} {...chart} />
        ))}
      </div>
    </section>
  );
}
