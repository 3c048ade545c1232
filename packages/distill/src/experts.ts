/** What a merge asks of its experts and its student: which weights the experts started from, which images can be made from an expert, these images, and how often both choose the same class. */
export { jointOrigin } from './averages/joint-origin';
export { withJointOrigin } from './averages/with-joint-origin';
export { type Agreement, type AgreementOptions, agreement, bestClass } from './experts/agreement';
export { type DrawnImagesOptions, drawingGradients, drawnImages } from './experts/drawn-images';
export { type ExpertProbes, hasBatchNorm, probesOf } from './experts/expert-probes';
