/** What a merge asks of its experts and its student: which images can be made from an expert, and how often both choose the same class. */
export { type Agreement, type AgreementOptions, agreement, bestClass } from './merging/agreement';
export { type ExpertProbes, hasBatchNorm, probesOf } from './merging/expert-probes';
