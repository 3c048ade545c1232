import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SeededDropout } from './seeded-dropout';

function dropout(draw: number): SeededDropout {
  const layer = new SeededDropout({ rate: 0.25 });
  layer.build();
  layer.seed(draw);
  return layer;
}

const masked = (layer: SeededDropout) =>
  tf.tidy(() => [...layer.call(tf.ones([4000]), { training: true }).dataSync()]);

test('keeps three quarters, scaled to the same mean', () => {
  const values = masked(dropout(0.3));
  const kept = values.filter((value) => value !== 0);
  expect(new Set(kept)).toEqual(new Set([Math.fround(4 / 3)]));
  expect(Math.abs(kept.length - 3000)).toBeLessThan(150);
});

test('keeps an image as a whole, or drops it, if asked', () => {
  const layer = new SeededDropout({ rate: 0.25, whole: true });
  layer.build();
  layer.seed(0.3);
  const images = tf.tidy(() => layer.call(tf.ones([400, 2, 1, 3]), { training: true }).dataSync());
  const kept = Array.from({ length: 400 }, (_, i) => new Set(images.subarray(6 * i, 6 * i + 6)));
  expect(kept.every(({ size }) => size === 1)).toBe(true);
  expect(Math.abs(kept.filter((values) => !values.has(0)).length - 300)).toBeLessThan(40);
});

test('draws a new mask at every step, the same ones for the same seed', () => {
  const [one, same, other] = [dropout(0.3), dropout(0.3), dropout(0.4)];
  const [first, second] = [masked(one), masked(one)];
  expect(second).not.toEqual(first);
  expect([masked(same), masked(same)]).toEqual([first, second]);
  expect(masked(other)).not.toEqual(first);
});

test('resumes from its weights', () => {
  const [one, resumed] = [dropout(0.3), dropout(0.9)];
  masked(one);
  resumed.setWeights(one.getWeights());
  expect(masked(resumed)).toEqual(masked(one));
});

test('reads its weight only after it was written from outside', () => {
  const [one, other] = [dropout(0.3), dropout(0.9)];
  const read = vi.spyOn(tf.Tensor.prototype, 'dataSync');
  onTestFinished(() => read.mockRestore());
  const step = () => tf.dispose(one.call(tf.ones([8]), { training: true }));
  const readsOf = (action: () => void) => {
    read.mockClear();
    action();
    return read.mock.calls.length;
  };
  expect([readsOf(step), readsOf(step)]).toEqual([0, 0]);
  one.setWeights(other.getWeights());
  expect([readsOf(step), readsOf(step)]).toEqual([1, 0]);
});

test('passes everything in inference, and draws nothing', () => {
  const [one, fresh] = [dropout(0.3), dropout(0.3)];
  expect(tf.tidy(() => [...one.call(tf.ones([3])).dataSync()])).toEqual([1, 1, 1]);
  expect(masked(one)).toEqual(masked(fresh));
});
