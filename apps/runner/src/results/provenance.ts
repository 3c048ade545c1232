import type { Metrics } from './metrics-file';

/** With what figures were made, in one sentence. */
export function provenance(runs: readonly Metrics[]): string {
  const [first] = runs;
  if (first === undefined) return '';
  const { backend, tfjs, node } = first.versions;
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  const { order_seed } = first.config;
  const order = order_seed === undefined ? '' : `, class order and initial weights of seed ${order_seed}`;
  const numbers = `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
  return `Backend ${backend}, TensorFlow.js ${tfjs}, Node ${node}, ${numbers}${order}.`;
}
