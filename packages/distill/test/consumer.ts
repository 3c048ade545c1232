// Code of a user who writes strict TypeScript and an expert of their own: compiled against the packed package (test/packed).
import {
  type DistillEvent,
  distill,
  type Expert,
  gaussianNoise,
  type SampleSource,
  type Student,
} from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { zeros } from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';

const expert: Expert = { classes: [0], logits: (images) => zeros([images.shape[0], 4]) };
const student: Student = studentFromLayersModel(sequential());
const source: SampleSource = gaussianNoise([8, 8, 1]);
const options = { student, source, iterations: 1, batchSize: 1, learningRate: 0.1 };
export const events: AsyncGenerator<DistillEvent, void> = distill({ ...options, experts: [expert], seed: 1 });

// @ts-expect-error: no seed
export const unseeded = () => distill({ ...options, experts: [expert] });
// @ts-expect-error: an expert without logits
export const mute = () => distill({ ...options, experts: [{ classes: [0] }], seed: 1 });
