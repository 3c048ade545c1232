// Code of a user who writes strict TypeScript: compiled against the packed package (test/packed).
import {
  type Benchmark,
  createBenchmark,
  datasetStatus,
  type ImageChange,
  scenarioInfo,
} from '@exmodel/benchmarks';

export const benchmark: Benchmark = await createBenchmark('split_mnist', { seed: 1, synthetic: true });
export const changes: readonly ImageChange[] = scenarioInfo('split_mnist').invariances;
const status = await datasetStatus('mnist', undefined);
export const where: string = status.available ? status.folder : status.missing.message;

// @ts-expect-error: no seed
export const unseeded = () => createBenchmark('split_mnist', { synthetic: true });
// @ts-expect-error: no data set's name
export const unknown = () => datasetStatus('nist', undefined);
