import './setup';
import { describe, expect, it } from 'vitest';
import { expertFromLayersModel } from '../src/adapters/expert-from-layers-model';
import { studentFromLayersModel } from '../src/adapters/student-from-layers-model';
import { averageWeights } from '../src/averages/average-weights';
import { logitEnsemble } from '../src/averages/ensemble';
import { distill } from '../src/ex-model/distill';
import { rehearsalBuffer } from '../src/sources/rehearsal-buffer';
import { dataImpression } from '../src/synthesis/data-impression';
import { modelInversion } from '../src/synthesis/model-inversion';
import type { Synthesis } from '../src/synthesis/synthesis';
import { accuracy, bands, toyModel, toyShape, trainedToyModel } from './toy';

/** The whole method on the toy problem: two experts of two classes each, four classes in the end. */
const experts = [
  [0, 1],
  [2, 3],
].map((classes) => expertFromLayersModel(trainedToyModel(bands(classes, 100), 4, 30), { classes }));
const test = bands([0, 1, 2, 3], 200, 77);

async function distilled(synthesis: Synthesis): Promise<number> {
  const student = studentFromLayersModel(toyModel());
  const source = rehearsalBuffer({ synthesis, budget: 80 });
  const options = { student, experts, source, iterations: 100, batchSize: 32, learningRate: 0.05, seed: 1 };
  for await (const _ of distill({ ...options, crossEntropy: true }));
  return accuracy((images) => student.logits(images), test);
}

const synthesis = {
  shape: toyShape,
  iterations: 15,
  learningRate: 0.1,
  batchSize: 80,
  temperature: 1,
  weightDecay: 1e-2,
  batchNorm: 100,
} as const;

const replay: Synthesis = async function* (expert, count) {
  return bands(expert.classes, count, 3);
};

describe('a student of four classes from two experts of two (chance: 25 %)', () => {
  it('no expert knows the other’s classes', () => {
    for (const expert of experts) expect(accuracy(expert.logits, test)).toBeLessThan(0.65);
  });
  it('by model inversion: above 85 %', async () => {
    expect(await distilled(modelInversion({ ...synthesis, outputs: 4 }))).toBeGreaterThan(0.85);
  });
  it('by data impression: above 85 %', async () => {
    const impression = dataImpression({ ...synthesis, beta: 1, impressionClasses: 'expert' });
    expect(await distilled(impression)).toBeGreaterThan(0.85);
  });
  it('by replay of real images: above 97 %', async () => {
    expect(await distilled(replay)).toBeGreaterThan(0.97);
  });
  it('merges without training: better than one expert alone', async () => {
    const averaged = studentFromLayersModel(toyModel());
    averaged.setWeights(averageWeights(await Promise.all(experts.map((expert) => expert.weights()))));
    expect(accuracy((images) => averaged.logits(images), test)).toBeGreaterThan(0.65);
    expect(accuracy(logitEnsemble(experts).logits, test)).toBeGreaterThan(0.65);
  });
});
