import { expertFromLayersModel, reestimateBatchNorm, studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import { memory, profile, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { teachableMachine } from '../../test/teachable-machine';
import { chooseBackend } from '../backends/choose-backend';
import { fewerImages, imagesAtOnce, stepLearningRate } from './images-at-once';

await chooseBackend('wasm');

it('steps of a quarter of the usual images learn at half the usual rate', () => {
  expect(stepLearningRate({ training: 32 })).toBeCloseTo(stepLearningRate({ training: 1000 }) / 2, 12);
});

describe('images that fit the memory together', () => {
  const shape = [32, 32, 3] as const;
  const make = () => createModel('simple_cnn', { inputShape: shape, classes: 4, random: () => 0.5 });
  const [model, teacher] = [make(), make()];
  const expert = expertFromLayersModel(teacher, { classes: [0, 1] });
  const student = studentFromLayersModel(model);
  afterAll(() => [model, teacher].forEach((each) => void each.dispose()));

  it('are as many as are measured: half the memory, half of them; at the least one', async () => {
    const tensors = memory().numTensors;
    const at = (machine: number) => imagesAtOnce(student, [expert], shape, { machine });
    const [all, half, none] = [await at(4e9), await at(2e9), await at(1)];
    expect(memory().numTensors).toBe(tensors);
    expect(none).toEqual({ training: 1, inference: 1, estimation: 1, synthesis: 1 });
    for (const use of ['training', 'inference', 'estimation', 'synthesis'] as const) {
      expect(half[use] / all[use]).toBeCloseTo(0.5, 1);
    }
    expect(all.training).toBeLessThan(all.inference);
    expect(all.synthesis).toBeLessThan(all.inference);
    // A backend that can address less decides.
    expect(await imagesAtOnce(student, [expert], shape, { machine: 4e9, backend: 2e9 })).toEqual(half);
  });

  it('are so many that batch norm can be estimated from them', async () => {
    const whole = teachableMachine({
      ...{ size: 64, alpha: 0.1, stages: 3, features: 12, units: 6, classes: 2 },
      ...{ trunkSeed: 1, headSeed: 1 },
    });
    const images = [64, 64, 3] as const;
    const there = { machine: 200e6 };
    const { training, estimation, inference } = await imagesAtOnce(
      studentFromLayersModel(whole),
      [],
      images,
      there,
    );
    expect(estimation).toBeGreaterThan(training);
    expect(inference).toBeGreaterThan(estimation);
    const before = memory().numBytes;
    const pixels = new Float32Array(estimation * 64 * 64 * 3).map((_, i) => Math.sin(i));
    const { peakBytes } = await profile(async () => {
      const batch = { shape: images, count: estimation, pixels };
      await reestimateBatchNorm(whole, batch, { batchSize: estimation });
      return [];
    });
    expect((peakBytes - before) / (0.75 * there.machine)).toBeCloseTo(1, 1);
    whole.dispose();
  });

  it('are named where they are fewer than usual', () => {
    expect(fewerImages({ training: 128, inference: 250, estimation: 250, synthesis: 256 })).toEqual([]);
    expect(fewerImages({ training: 7, inference: 250, estimation: 250, synthesis: 20 })).toEqual([
      '7 images a training step, not 128',
      '20 images a synthesis, not 256',
    ]);
  });

  it('an expert without gradients is asked for none', async () => {
    const logits = ({ shape: [count] }: Tensor4D) => tensor2d(new Float32Array(2 * count), [count, 2]);
    const { inference, synthesis } = await imagesAtOnce(student, [{ classes: [0, 1], logits }], shape, {
      machine: 4e9,
    });
    expect(synthesis).toBe(inference);
  });
});
