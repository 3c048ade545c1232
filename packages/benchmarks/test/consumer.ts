// Code of a user who writes strict TypeScript: compiled against the packed package (test/packed).
import {
  type Benchmark,
  createBenchmark,
  createSyntheticDataset,
  datasetStatus,
  type Experience,
  type ImageChange,
  scenarioInfo,
} from '@exmodel/benchmarks';

export const benchmark: Benchmark = await createBenchmark('split_mnist', { seed: 1, synthetic: true });
export const changes: readonly ImageChange[] = scenarioInfo('split_mnist').invariances;
const status = await datasetStatus('mnist', undefined);
export const where: string = status.available ? status.folder : status.missing.message;

export const twin = (sizes: { trainPerClass?: number | undefined }) =>
  createSyntheticDataset({
    ...sizes,
    name: 'own',
    shape: [8, 8, 1],
    classCount: 2,
    seed: 1,
    testPerClass: undefined,
  });
export const untold = ({ task, ...experience }: Experience): Experience => ({
  ...experience,
  task,
  validation: undefined,
});

// @ts-expect-error: no seed
export const unseeded = () => createBenchmark('split_mnist', { synthetic: true });
// @ts-expect-error: no data set's name
export const unknown = () => datasetStatus('nist', undefined);
