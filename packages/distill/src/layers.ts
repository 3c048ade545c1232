/** Experts and students from tfjs-layers models, whole or behind a common trunk: the only part of this package that needs @tensorflow/tfjs-layers. */
export { diagonalFisher } from './adapters/diagonal-fisher';
export { expertFromLayersModel, type LayersExpertOptions } from './adapters/expert-from-layers-model';
export { type InputGramsOptions, inputGrams } from './adapters/input-grams';
export { outputActivation } from './adapters/layers-head';
export { type ReestimateBatchNormOptions, reestimateBatchNorm } from './adapters/reestimate-batch-norm';
export { type LayersStudentOptions, studentFromLayersModel } from './adapters/student-from-layers-model';
export { type CommonTrunk, splitAtCommonTrunk } from './common-trunk/split-at-common-trunk';
export { type EvidenceAscentOptions, evidenceAscent } from './consensus/evidence-ascent';
