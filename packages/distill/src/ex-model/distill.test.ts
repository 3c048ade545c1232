import '../../test/setup';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bands, toyModel, toyShape, trainedToyModel } from '../../test/toy';
import { expertFromLayersModel } from '../adapters/expert-from-layers-model';
import { studentFromLayersModel } from '../adapters/student-from-layers-model';
import { paddedCrop } from '../augmentations/padded-crop';
import type { Expert } from '../expert';
import { klDivergence } from '../losses/kl-divergence';
import { sgd } from '../optimizers/sgd';
import { rehearsalBuffer } from '../sources/rehearsal-buffer';
import { modelInversion } from '../synthesis/model-inversion';
import { distillationTargets } from '../targets/distillation-targets';
import { type DistillOptions, distill } from './distill';
import type { DistillEvent } from './distill-event';
import { ExModelLearner } from './ex-model-learner';

const experts = [
  [0, 1],
  [2, 3],
  [0, 3],
].map((classes) => expertFromLayersModel(trainedToyModel(bands(classes, 20), 4, 2), { classes }));

const bareSynthesis = {
  shape: toyShape,
  outputs: 4,
  iterations: 2,
  learningRate: 0.1,
  batchSize: 3,
  temperature: 2,
} as const;

/** Every part that may hold tensors: synthesis with all its terms, momentum, the frozen student. */
const options = (stream: DistillOptions['experts'] = experts): DistillOptions => ({
  student: studentFromLayersModel(toyModel()),
  experts: stream,
  source: rehearsalBuffer({
    budget: 12,
    augmentation: paddedCrop(1),
    synthesis: modelInversion({
      ...bareSynthesis,
      weightDecay: 1e-4,
      blur: 0.01,
      batchNorm: 1,
      augmentation: paddedCrop(1),
    }),
  }),
  iterations: 3,
  batchSize: 4,
  learningRate: 0.05,
  optimizer: (variables) => sgd(variables, { learningRate: 0.05, momentum: 0.9 }),
  loss: klDivergence(2),
  crossEntropy: true,
  targets: distillationTargets({ biasNormalization: true }),
  resetModel: true,
  seed: 1,
});

describe('tensor memory', () => {
  it('stays the same from the first expert on', async () => {
    const learner = new ExModelLearner(options());
    const held: number[] = [];
    for (const expert of experts) {
      for await (const _ of learner.learn(expert));
      held.push(memory().numTensors);
    }
    expect(held).toEqual([held[0], held[0], held[0]]);
    learner.dispose();
  });

  const before = async (stop: (event: DistillEvent) => boolean, stream?: DistillOptions['experts']) => {
    const own = options(stream);
    const tensors = memory().numTensors;
    let stopped: DistillEvent | undefined;
    for await (const event of distill(own)) {
      if (stop(event)) {
        stopped = event;
        break;
      }
    }
    return { stopped, left: memory().numTensors - tensors };
  };

  it('is given back at the end', async () => {
    expect(await before(() => false)).toEqual({ stopped: undefined, left: 0 });
  });

  it.each<[string, (event: DistillEvent) => boolean]>([
    [
      'between two minibatches of synthesis',
      (e) => e.type === 'synthesis' && e.experience === 1 && e.loss === undefined,
    ],
    [
      'between two iterations of synthesis',
      (e) => e.type === 'synthesis' && e.experience === 1 && e.loss !== undefined,
    ],
    ['with the samples', (e) => e.type === 'samples'],
    ['in the middle of training', (e) => e.type === 'step' && e.experience === 1 && e.iteration === 2],
    ['between two experts', (e) => e.type === 'learned'],
  ])('is given back when the loop is left %s', async (_, stop) => {
    const { stopped, left } = await before(stop);
    expect(stopped).toBeDefined();
    expect(left).toBe(0);
  });

  it.each([
    ['synthesis', 2],
    ['training', 5],
  ])('is given back when an expert fails in %s', async (_, calls) => {
    const healthy = experts[1] as Expert;
    let left = calls;
    const failing: Expert = {
      classes: healthy.classes,
      logits(images) {
        if (left-- === 0) throw new Error('the expert is gone');
        return healthy.logits(images);
      },
    };
    // Six images in minibatches of three, twice: four calls in synthesis, later ones in training.
    const source = rehearsalBuffer({ budget: 12, synthesis: modelInversion(bareSynthesis) });
    const own = { ...options([experts[0] as Expert, failing]), source };
    const tensors = memory().numTensors;
    const run = async () => {
      for await (const _ of distill(own));
    };
    await expect(run()).rejects.toThrow('the expert is gone');
    expect(memory().numTensors - tensors).toBe(0);
  });
});

it('experts may arrive asynchronously, each when the one before it has been learned', async () => {
  const log: string[] = [];
  async function* stream() {
    for (const [i, expert] of experts.slice(0, 2).entries()) {
      log.push(`expert ${i}`);
      yield expert;
    }
  }
  for await (const event of distill(options(stream())))
    if (event.type === 'learned') log.push(`learned ${event.experience}`);
  expect(log).toEqual(['expert 0', 'learned 0', 'expert 1', 'learned 1']);
});
