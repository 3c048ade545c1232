import { Chart } from './chart';
import type { ChartData } from './charts';

/** The section of all charts; none where there are no curves. */
export function Curves({ charts }: { readonly charts: readonly ChartData[] }) {
  if (charts.length === 0) return null;
  return (
    <section>
      <h2>Curves</h2>
      <div class="charts">
        {charts.map((chart) => (
          <Chart key={chart.title} {...chart} />
        ))}
      </div>
    </section>
  );
}
