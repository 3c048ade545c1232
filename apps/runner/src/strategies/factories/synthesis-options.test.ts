import { type Benchmark, createBenchmark } from '@exmodel/benchmarks';
import { Random } from '@exmodel/distill';
import { beforeAll, describe, expect, it } from 'vitest';
import { tiny } from '../../../test/tiny-stream';
import { defaultsOf } from '../../config/keys';
import { type StrategyConfig, strategyConfig } from '../../config/strategy-config';
import { bufferKeys } from '../../teaching/images/buffer-keys';
import { synthesisKeys } from '../../teaching/images/synthesis-keys';
import { refuseSmallBuffer, synthesisOptions, synthesisWork } from './synthesis-options';

let benchmark: Benchmark;
beforeAll(async () => {
  benchmark = await createBenchmark('split_mnist', { seed: 1234, synthetic: true, imageSize: 32 });
});

const keys = { ...bufferKeys, ...synthesisKeys };
type Config = StrategyConfig<typeof keys>;

const config = (changes: Partial<Config>): Config => ({
  ...defaultsOf(keys),
  ...strategyConfig(tiny, 'minversion_ed'),
  ...changes,
});

describe('refuseSmallBuffer', () => {
  it('refuses a budget with which the last expert gets no image of a class, naming the one it takes', () => {
    expect(refuseSmallBuffer(config({ buffer_size: 10 }), benchmark)).toBeUndefined();
    expect(refuseSmallBuffer(config({ buffer_size: 9 }), benchmark)).toBe(
      'buffer_size is 9, but one image per class at expert 5 of 5 takes 10. Raise it',
    );
  });

  it('names the expert that takes most, where experts differ in classes', async () => {
    const uneven = await createBenchmark('split_mnist', {
      seed: 1234,
      synthetic: true,
      classesPerExperience: [1, 6, 1, 1, 1],
    });
    expect(refuseSmallBuffer(config({ buffer_size: 12 }), uneven)).toBeUndefined();
    expect(refuseSmallBuffer(config({ buffer_size: 11 }), uneven)).toMatch(/at expert 2 of 5 takes 12/);
  });

  it('asks no more of the first expert alone', () => {
    const single = { experiment_type: 'train_ed_single_exp' } as const;
    expect(refuseSmallBuffer(config({ buffer_size: 2, ...single }), benchmark)).toBeUndefined();
    expect(refuseSmallBuffer(config({ buffer_size: 1, ...single }), benchmark)).toMatch(
      /at expert 1 of 1 takes 2/,
    );
  });
});

describe('synthesisWork', () => {
  it('is images × Adam steps: each share of the budget, cut to whole classes', () => {
    // ⌊50/k⌋ = 50, 25, 16, 12, 10, of two classes each.
    const images = 50 + 24 + 16 + 12 + 10;
    expect(synthesisWork(config({ buffer_size: 50, buffer_iter: 7 }), benchmark)).toBe(7 * images);
  });

  it('is the first expert’s alone where only that is learned from', () => {
    const single = config({ buffer_size: 50, buffer_iter: 7, experiment_type: 'train_ed_single_exp' });
    expect(synthesisWork(single, benchmark)).toBe(7 * 50);
  });
});

it('takes every setting of the synthesis from its YAML key', () => {
  const options = synthesisOptions(
    config({
      buffer_iter: 3,
      buffer_lr: 0.25,
      buffer_mb_size: 11,
      buffer_temperature: 5,
      buffer_wd: 0.125,
      buffer_blur: 0.5,
      buffer_bns: 2,
      bns_layers: 'last',
    }),
    benchmark,
  );
  expect(options).toMatchObject({
    shape: [32, 32, 1],
    iterations: 3,
    learningRate: 0.25,
    batchSize: 11,
    temperature: 5,
    weightDecay: 0.125,
    blur: 0.5,
    batchNorm: 2,
    batchNormLayers: 'last',
  });
});

it('begins with noise by default, with painted images where the key asks for them, drawn like all else', () => {
  expect(synthesisOptions(config({}), benchmark)).not.toHaveProperty('start');
  expect(synthesisOptions(config({ buffer_start: 'noise' }), benchmark)).not.toHaveProperty('start');
  const { start } = synthesisOptions(config({ buffer_start: 'painted' }), benchmark);
  const [one, again, other] = [1, 1, 2].map((seed) => start?.(3, Random.seeded(seed)));
  expect(one).toHaveLength(3 * 32 * 32);
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});
