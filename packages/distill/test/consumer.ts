// Code of a user who writes strict TypeScript and an expert of their own: compiled against the packed package (test/packed).
import {
  type DistillationLoss,
  type DistillEvent,
  distill,
  type Expert,
  gaussianNoise,
  type ImageBatch,
  type SampleSource,
  type Student,
} from '@exmodel/distill';
import { expertFromLayersModel, studentFromLayersModel } from '@exmodel/distill/layers';
import { zeros } from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';

const expert: Expert = { classes: [0], logits: (images) => zeros([images.shape[0], 4]) };
const student: Student = studentFromLayersModel(sequential());
const source: SampleSource = gaussianNoise([8, 8, 1]);
const options = { student, source, iterations: 1, batchSize: 1, learningRate: 0.1 };
export const events: AsyncGenerator<DistillEvent, void> = distill({ ...options, experts: [expert], seed: 1 });

/** What may be missing is passed on as it is: an experience's task, heads, a loss, labels. */
interface Found {
  readonly classes: readonly number[];
  readonly task?: number | undefined;
  readonly heads?: number | undefined;
  readonly loss?: DistillationLoss | undefined;
  readonly labels?: Int32Array | undefined;
}
export const passedOn = ({ classes, task, heads, loss, labels }: Found) => {
  const batch: ImageBatch = { shape: [8, 8, 1], count: 0, pixels: new Float32Array(), labels };
  const experts = [expertFromLayersModel(sequential(), { classes, task })];
  return {
    batch,
    events: distill({
      ...options,
      student: studentFromLayersModel(sequential(), { heads }),
      experts,
      loss,
      seed: 1,
    }),
  };
};

// @ts-expect-error: no seed
export const unseeded = () => distill({ ...options, experts: [expert] });
// @ts-expect-error: an expert without logits
export const mute = () => distill({ ...options, experts: [{ classes: [0] }], seed: 1 });
