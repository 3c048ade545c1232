import '../../test/setup';
import { memory, type Tensor4D, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectAllclose } from '../../test/allclose';
import type { Expert } from '../expert';
import { type Ensemble, entropyEnsemble, logitEnsemble } from './ensemble';

/** An expert that says these rows whatever it sees. */
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
  it('ownClassesOnly: elsewhere an expert counts as 0', () => {
    expectAllclose(logitEnsemble([a, b], true).logits(images).dataSync(), [4.5, 0, 1, 0.5, 0.5, -2], {});
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
  it('of no expert is refused', () => {
    expect(() => merge([])).toThrow(/at least one/);
  });
});
