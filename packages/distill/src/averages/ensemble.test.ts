import '../../test/setup';
import { memory, type Tensor4D, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectAllclose } from '../../test/allclose';
import type { Expert } from '../expert';
import { type Ensemble, entropyEnsemble, logitEnsemble } from './ensemble';

/** An expert whose logits are these rows, whatever the images. */
const saying = (classes: readonly number[], rows: number[][]): Expert => ({
  classes,
  logits: () => tensor2d(rows),
});
const a = saying(
  [0, 1],
  [
    [9, 0, 3],
    [1, 1, 1],
  ],
);
const b = saying(
  [2],
  [
    [2, 2, 2],
    [0, 8, -4],
  ],
);
const images = zeros([2, 1, 1, 1]) as Tensor4D;

describe('logitEnsemble', () => {
  it('is the mean of raw logits', () => {
    expectAllclose(logitEnsemble([a, b]).logits(images).dataSync(), [5.5, 1, 2.5, 0.5, 4.5, -1.5], {});
  });
  it('ownClassesOnly: for each class the mean over those who know it, 0 where nobody does', () => {
    expectAllclose(logitEnsemble([a, b], true).logits(images).dataSync(), [9, 0, 2, 1, 1, -4], {});
    const c = { ...b, classes: [0] };
    expectAllclose(logitEnsemble([a, c], true).logits(images).dataSync(), [5.5, 0, 0, 0.5, 1, 0], {});
  });
});

describe('entropyEnsemble', () => {
  it('lets the surest expert speak, image by image', () => {
    expectAllclose(entropyEnsemble([a, b]).logits(images).dataSync(), [9, 0, 3, 0, 8, -4], {});
    expectAllclose(entropyEnsemble([b, a]).logits(images).dataSync(), [9, 0, 3, 0, 8, -4], {});
  });
  it('sureness is the softmax’s entropy, not the highest logit', () => {
    const loud = saying([0], [[50, 50, 50]]);
    const sure = saying([1], [[-9, 0, -9]]);
    const one = zeros([1, 1, 1, 1]) as Tensor4D;
    expectAllclose(entropyEnsemble([loud, sure]).logits(one).dataSync(), [-9, 0, -9], {});
  });
});

describe.each<[string, (experts: readonly Expert[]) => Ensemble]>([
  ['logitEnsemble', (experts) => logitEnsemble(experts)],
  ['logitEnsemble, own classes only', (experts) => logitEnsemble(experts, true)],
  ['entropyEnsemble', entropyEnsemble],
])('%s', (_, merge) => {
  it('of one expert is that expert', () => {
    const only = saying(
      [0, 1, 2],
      [
        [1, 2, 3],
        [3, 1, 2],
      ],
    );
    expectAllclose(merge([only]).logits(images).dataSync(), [1, 2, 3, 3, 1, 2], {});
  });
  it('leaks nothing', () => {
    const ensemble = merge([a, b]);
    const before = memory().numTensors;
    ensemble.logits(images).dispose();
    expect(memory().numTensors).toBe(before);
  });
  it('multi-task: only the experts of each image’s task run', () => {
    const never: Expert = {
      task: 5,
      classes: [0],
      logits() {
        throw new Error('asked');
      },
    };
    const ensemble = merge([
      { ...a, classes: [0, 1, 2], task: 0 },
      { ...b, classes: [0, 1, 2], task: 1 },
      never,
    ]);
    const logits = (...tasks: number[]) => ensemble.logits(images, tasks).dataSync();
    expectAllclose(logits(0, 1), [9, 0, 3, 0, 8, -4], {});
    expectAllclose(logits(1, 0), [2, 2, 2, 1, 1, 1], {});
    expectAllclose(logits(1, 1), [2, 2, 2, 0, 8, -4], {});
    expectAllclose(logits(0, 7), [9, 0, 3, 0, 0, 0], {});
    expectAllclose(logits(7, 8), [0, 0, 0, 0, 0, 0], {});
  });
  it('multi-task: several experts of one task are merged as ever', () => {
    const experts = [a, b].map((expert) => ({ ...expert, classes: [0, 1, 2] }));
    const others = merge(experts.map((expert) => ({ ...expert, task: 3 })));
    const alone = merge(experts).logits(images).dataSync();
    expectAllclose(others.logits(images, Int32Array.of(3, 3)).dataSync(), alone, {});
  });
  it('frees what an expert needed before it asks the next', () => {
    const held: number[] = [];
    const greedy = (expert: Expert): Expert => ({
      ...expert,
      logits(images) {
        held.push(memory().numTensors);
        for (let i = 0; i < 50; i++) zeros([1]);
        return expert.logits(images);
      },
    });
    merge([greedy(a), greedy(b)])
      .logits(images)
      .dispose();
    expect((held[1] as number) - (held[0] as number)).toBeLessThan(20);
  });
  it('of no expert is refused', () => {
    expect(() => merge([])).toThrow(/at least one/);
  });
});
