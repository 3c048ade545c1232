import type { StateDict } from './state-tensor';

/** How many values of each tensor are NaN or infinite, by its name; tensors without any are left out. */
export function notFinite(dict: StateDict): ReadonlyMap<string, number> {
  const counts = [...dict].map(([name, { data }]): [string, number] => [name, countIn(data)]);
  return new Map(counts.filter(([, count]) => count > 0));
}

function countIn(data: Float32Array): number {
  return data.reduce((count, value) => (Number.isFinite(value) ? count : count + 1), 0);
}
