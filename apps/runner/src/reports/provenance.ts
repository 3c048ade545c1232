import type { Metrics } from '../storage/metrics-file';

/** One sentence on how results were computed: backend, versions and seeds. */
export function provenance(runs: readonly Metrics[]): string {
  if (runs.length === 0) return '';
  const each = <T>(pick: (run: Metrics) => T) => [...new Set(runs.map(pick))];
  const seeds = each(({ seed }) => seed);
  const orders = each(({ config }) => config.order_seed).filter((seed) => seed !== undefined);
  const order = orders.length === 0 ? '' : `, class order and initial weights of seed ${orders.join(', ')}`;
  return (
    `Backend ${each(({ versions }) => versions.backend).join(', ')}, ` +
    `TensorFlow.js ${each(({ versions }) => versions.tfjs).join(', ')}, ` +
    `Node ${each(({ versions }) => versions.node).join(', ')}, ` +
    `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}${order}.`
  );
}
