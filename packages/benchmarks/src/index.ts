export type { Augmentation } from './augmentations/augmentation';
export { inTurn } from './augmentations/in-turn';
export { randomCrop } from './augmentations/random-crop';
export { randomHorizontalFlip } from './augmentations/random-horizontal-flip';
export { randomRotation } from './augmentations/random-rotation';
export type { Benchmark, Experience } from './benchmark';
export { createBenchmark, scenarioInfo, scenarioNames } from './create-benchmark';
export { type DatasetStatus, datasetStatus } from './dataset-status';
export { type ArrayDatasetOptions, arrayDataset } from './datasets/array-dataset';
export { loadCifar10 } from './datasets/cifar10';
export { loadCifar100 } from './datasets/cifar100';
export type { DatasetName } from './datasets/dataset-name';
export type { DatasetOptions, SyntheticSize } from './datasets/dataset-options';
export { loadFashionMnist } from './datasets/fashion-mnist';
export type { ImageDataset, ImageShape, TrainTest } from './datasets/image-dataset';
export { type ImageFolderOptions, loadImageFolder } from './datasets/image-folder';
export { type ImageNetOptions, loadImageNet } from './datasets/imagenet';
export { loadMnist } from './datasets/mnist';
export { createSyntheticDataset, type SyntheticOptions } from './datasets/synthetic';
export {
  type DownloadableDataset,
  type DownloadDatasetOptions,
  downloadDataset,
} from './download/download-dataset';
export { type DownloadFileOptions, type DownloadProgress, downloadFile } from './download/download-file';
export { CorruptFileError } from './errors/corrupt-file-error';
export { DatasetNotFoundError } from './errors/dataset-not-found-error';
export { DownloadError } from './errors/download-error';
export { UnknownDatasetError } from './errors/unknown-dataset-error';
export { UnknownScenarioError } from './errors/unknown-scenario-error';
export type { Normalization } from './normalization';
export { NumpyRandomState } from './random/numpy-random-state';
export { TorchGenerator, type TorchGeneratorState } from './random/torch-generator';
export { type AugmentOptions, readImages, readLabels, toPixels } from './read-images';
export type { BenchmarkOptions, ScenarioInfo } from './scenarios/scenario';
export { splitByClass } from './scenarios/split-by-class';
export { cacheImages } from './views/cache-images';
export { concatenate } from './views/concatenate';
export { permutePixels } from './views/permute-pixels';
export { resizeImages } from './views/resize-images';
export { subset } from './views/subset';
