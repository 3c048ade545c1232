export type { Augmentation } from './augmentations/augmentation';
export { inTurn } from './augmentations/in-turn';
export { randomCrop } from './augmentations/random-crop';
export { randomHorizontalFlip } from './augmentations/random-horizontal-flip';
export { randomRotation } from './augmentations/random-rotation';
export { createBenchmark, scenarioInfo, scenarioNames } from './create-benchmark';
export { datasetStatus } from './dataset-status';
export { loadCifar10 } from './datasets/cifar10';
export { loadCifar100 } from './datasets/cifar100';
export type { DatasetName } from './datasets/dataset-name';
export type { DatasetOptions, SyntheticSize } from './datasets/dataset-options';
export { loadFashionMnist } from './datasets/fashion-mnist';
export type { DatasetStatus } from './datasets/find-dataset';
export { loadImageFolder } from './datasets/image-folder';
export type { ImageFolderOptions } from './datasets/image-folder-files';
export { type ImageNetOptions, loadImageNet } from './datasets/imagenet';
export { loadMnist } from './datasets/mnist';
export { createSyntheticDataset, type SyntheticOptions } from './datasets/synthetic';
export { downloadArchive } from './download/download-archive';
export { downloadDataset } from './download/download-dataset';
export { downloadFile } from './download/download-file';
export type { DownloadArchiveOptions } from './download/fetch-archive';
export type { DownloadableDataset, DownloadDatasetOptions } from './download/fetch-dataset';
export type { DownloadFileOptions, DownloadProgress } from './download/fetch-file';
export { CorruptFileError } from './errors/corrupt-file-error';
export { DatasetNotFoundError } from './errors/dataset-not-found-error';
export { DownloadError } from './errors/download-error';
export { TakenNameError } from './errors/taken-name-error';
export { UnknownDatasetError } from './errors/unknown-dataset-error';
export { UnknownScenarioError } from './errors/unknown-scenario-error';
export { UnwritableDataError } from './errors/unwritable-data-error';
export { type ArrayDatasetOptions, arrayDataset } from './images/array-dataset';
export type { ImageDataset, ImageShape, TrainTest } from './images/image-dataset';
export type { Normalization } from './images/normalization';
export { NumpyRandomState } from './random/numpy-random-state';
export { TorchGenerator, type TorchGeneratorState } from './random/torch-generator';
export { type AugmentOptions, readImages, readLabels, toPixels } from './read-images';
export type { Benchmark, Experience } from './scenarios/benchmark';
export type { ImageChange } from './scenarios/image-change';
export type { ImageSource } from './scenarios/image-source';
export { newClasses } from './scenarios/new-classes';
export { registerScenario } from './scenarios/registry';
export type {
  BenchmarkOptions,
  NicExperiences,
  Scenario,
  ScenarioInfo,
  ScenarioOptions,
} from './scenarios/scenario';
export { splitByClass } from './scenarios/split-by-class';
export { type ValidationOptions, withValidation } from './scenarios/with-validation';
export { cacheImages } from './views/cache-images';
export { concatenate } from './views/concatenate';
export { fitImages, type ImageFit } from './views/fit-images';
export { permutePixels } from './views/permute-pixels';
export { resizeImages } from './views/resize-images';
export { subset } from './views/subset';
