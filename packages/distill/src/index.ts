export { AbortError } from './abort-error';
export {
  expertFromGraphModel,
  type GraphExpertOptions,
} from './adapters/expert-from-graph-model';
export { areProbabilities, expertFromProbabilities } from './adapters/expert-from-probabilities';
export type { ExpertPlacement } from './adapters/expert-placement';
export { type ExecutableGraph, graphOutputActivation } from './adapters/graph-head';
export type { OutputActivation } from './adapters/output-activation';
export { placeExpert } from './adapters/place-expert';
export type { Augmentation } from './augmentations/augmentation';
export { centreCrop } from './augmentations/centre-crop';
export { horizontalFlip } from './augmentations/horizontal-flip';
export { inTurn } from './augmentations/in-turn';
export { paddedCrop } from './augmentations/padded-crop';
export { type ResizedCropOptions, resizedCrop } from './augmentations/resized-crop';
export { rotation } from './augmentations/rotation';
export type { ConsensusEvent } from './consensus/consensus-event';
export { ConsensusLearner } from './consensus/consensus-learner';
export type { ConsensusOptions } from './consensus/consensus-options';
export type { ConsensusState } from './consensus/consensus-state';
export { DivergedError } from './diverged-error';
export { type DistillOptions, distill } from './ex-model/distill';
export type { DistillEvent } from './ex-model/distill-event';
export { ExModelLearner } from './ex-model/ex-model-learner';
export type { ExModelOptions } from './ex-model/ex-model-options';
export type { ExModelState } from './ex-model/ex-model-state';
export type { BatchNormStatistics, Expert, NoveltyProbe } from './expert';
export { concatenateImages, type ImageBatch, type ImageShape, imageSize, selectImages } from './images';
export { oneHotRows } from './labels';
export { LearnerStateError } from './learner-state-error';
export { crossEntropySum } from './losses/cross-entropy';
export type { DistillationLoss } from './losses/distillation-loss';
export { klDivergence } from './losses/kl-divergence';
export { meanSquaredError } from './losses/mean-squared-error';
export { jointOrigin } from './merges/joint-origin';
export { shareOrigin } from './merges/share-origin';
export { withJointOrigin } from './merges/with-joint-origin';
export { MissingProbeError } from './missing-probe-error';
export { type AdamOptions, adam } from './optimizers/adam';
export { gradientStep } from './optimizers/gradient-step';
export { type MuonOptions, muon } from './optimizers/muon';
export type { Optimizer, OptimizerState } from './optimizers/optimizer';
export { type SgdOptions, sgd } from './optimizers/sgd';
export type { StepEvent } from './optimizers/step-event';
export { blobs } from './procedural/blobs';
export { deadLeaves } from './procedural/dead-leaves';
export { fractalNoise } from './procedural/fractal-noise';
export {
  type PaintOptions,
  type PixelNormalization,
  paintImages,
  type Recipe,
} from './procedural/paint-images';
export type { Painter } from './procedural/painter';
export { polygons } from './procedural/polygons';
export { scenes } from './procedural/scenes';
export { strokes } from './procedural/strokes';
export { textures } from './procedural/textures';
export { Random, type RandomState } from './random';
export { type AuxiliaryData, auxiliaryImages } from './sources/auxiliary-images';
export { gaussianNoise } from './sources/gaussian-noise';
export { proceduralImages } from './sources/procedural-images';
export { type RehearsalBufferOptions, rehearsalBuffer } from './sources/rehearsal-buffer';
export type { SampleSource } from './sources/sample-source';
export type { Place, PlainValue, Stateful } from './state';
export { StateUnavailableError } from './state-unavailable-error';
export type { FrozenStudent, Student } from './student';
export { type DataImpressionOptions, dataImpression } from './synthesis/data-impression';
export { modelInversion } from './synthesis/model-inversion';
export type { Synthesis, SynthesisStep } from './synthesis/synthesis';
export type { SynthesisOptions } from './synthesis/synthesis-options';
export { takeTurn } from './take-turn';
export { type DistillationTargetsOptions, distillationTargets } from './targets/distillation-targets';
export { multiTaskTargets } from './targets/multi-task-targets';
export type { Targets, Teachers } from './targets/targets';
export type { WeightArray, Weights } from './weights';
