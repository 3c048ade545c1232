import { type Benchmark, createBenchmark } from '@exmodel/benchmarks';
import { type ImageBatch, imageSize } from '@exmodel/distill';
import { beforeAll, describe, expect, it } from 'vitest';
import { tiny } from '../../test/tiny-stream';
import { defaultsOf } from '../config/keys';
import { type StrategyConfig, strategyConfig } from '../config/strategy-config';
import { consensusEd } from './consensus-ed';
import { consensusImageKeys } from './consensus-image-keys';
import { sharedImages, synthesizedCount } from './consensus-images';

let benchmark: Benchmark;
beforeAll(async () => {
  benchmark = await createBenchmark('split_mnist', { seed: 1234, synthetic: true, imageSize: 32 });
});

type Config = StrategyConfig<typeof consensusImageKeys>;

const config = (
  changes: Partial<Config> & {
    readonly train_at_end?: boolean;
    readonly familiarity?: number;
  },
): Config => ({
  ...defaultsOf(consensusImageKeys),
  ...strategyConfig(tiny, 'consensus_ed'),
  ...changes,
});

describe('sharedImages', () => {
  const images = (kinds?: Config['consensus_images'], changes: Parameters<typeof config>[0] = {}) =>
    sharedImages(
      config({ buffer_size: 7, ...(kinds && { consensus_images: kinds }), ...changes }),
      benchmark,
    );
  const rows = ({ pixels, count, shape }: ImageBatch) =>
    Array.from({ length: count }, (_, i) =>
      pixels.subarray(i * imageSize(shape), (i + 1) * imageSize(shape)),
    );

  it('are painted by default', () => {
    expect(images()).toEqual(images(['painted']));
    expect(images()).toMatchObject({ shape: [32, 32, 1], count: 7 });
  });

  it('are N(0, 1) where noise is named, from the seed', () => {
    const noise = images(['noise'], { buffer_size: 50 });
    expect(noise.count).toBe(50);
    const mean = noise.pixels.reduce((a, b) => a + b) / noise.pixels.length;
    const squares = noise.pixels.reduce((a, b) => a + b * b, 0) / noise.pixels.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(squares - 1)).toBeLessThan(0.03);
    expect(images(['noise'])).toEqual(images(['noise']));
    expect(images(['noise'])).not.toEqual(images(['noise'], { seed: 1 }));
  });

  it('are of both kinds in turn, half and half, where both are named', () => {
    const both = rows(images(['noise', 'painted']));
    const [painted, noise] = [rows(images(['painted'])), rows(images(['noise']))];
    expect(both).toEqual([0, 1, 2, 3].flatMap((i) => [painted[i], noise[i]]).slice(0, 7));
    expect(images(['noise', 'painted'], { buffer_size: 1 }).count).toBe(1);
  });

  it('leave their part to those that are made of experts', () => {
    expect(images(['minversion', 'painted'])).toEqual(images(['painted'], { buffer_size: 4 }));
    const most = images(['minversion', 'painted'], { buffer_size: 10, synthesis_share: 0.2 });
    expect(most).toEqual(images(['painted'], { buffer_size: 8 }));
    const stay = { buffer_size: 10, experts_stay: true };
    expect(images(undefined, stay)).toEqual(images(['painted'], { buffer_size: 5 }));
    expect(images(undefined, { ...stay, familiarity: 0 })).toEqual(images(['painted'], { buffer_size: 10 }));
  });
});

describe('synthesizedCount', () => {
  it.each([
    [undefined, 0],
    [['painted', 'noise'], 0],
    // ⌊165/2⌋ of each kind, ⌊82/5⌋ of each expert, ⌊16/3⌋ of each class.
    [['painted', 'minversion'], 15],
    // ⌊165/3⌋ of each kind, ⌊55/5⌋ of each expert, ⌊11/3⌋ of each class.
    [['painted', 'minversion', 'dimpression'], 18],
  ] as const)('of %j: %d of 165, five experts, three classes', (kinds, count) => {
    const changes = kinds && { consensus_images: [...kinds] };
    expect(synthesizedCount(config({ buffer_size: 165, ...changes }), benchmark, 3)).toBe(count);
  });

  it('is as synthesis_share says, which all kinds that are made of experts have together', () => {
    const count = (kinds: NonNullable<Config['consensus_images']>) =>
      synthesizedCount(
        config({ buffer_size: 400, synthesis_share: 0.25, consensus_images: kinds }),
        benchmark,
        2,
      );
    // Of each of five experts 100/5, in whole pairs of classes.
    expect(count(['painted', 'minversion'])).toBe(20);
    expect(count(['painted', 'noise', 'minversion', 'dimpression'])).toBe(20);
  });
});

describe('refused, with what to do', () => {
  const refusal = (changes: Parameters<typeof config>[0]) =>
    consensusEd.refuse?.(config(changes), benchmark, []);

  it('no images for all experts', () => {
    expect(refusal({ consensus_images: ['minversion'] })).toMatch(
      /^consensus_images names minversion only.*needs painted or noise.*Add painted$/,
    );
    expect(refusal({ consensus_images: ['minversion', 'dimpression'] })).toMatch(
      /minversion and dimpression/,
    );
  });

  it('less than an image a class of each kind', () => {
    const consensus_images = ['noise' as const, 'minversion' as const, 'dimpression' as const];
    expect(refusal({ consensus_images, buffer_size: 29 })).toMatch(
      /^buffer_size is 29,.*takes 30. Raise it$/,
    );
    expect(refusal({ consensus_images, buffer_size: 30 })).toBeUndefined();
    const some = { consensus_images, synthesis_share: 0.5 };
    expect(refusal({ ...some, buffer_size: 39 })).toMatch(/^buffer_size is 39,.*takes 40. Raise it$/);
    expect(refusal({ ...some, buffer_size: 40 })).toBeUndefined();
  });

  it('a share for images of which there are none', () => {
    expect(refusal({ synthesis_share: 0.5 })).toMatch(
      /^synthesis_share is given, but.*Add minversion or dimpression to consensus_images, or remove it$/,
    );
  });

  it('experts that stay, with a training after each, with other images, or with too few', () => {
    const stay = { experts_stay: true, train_at_end: true };
    expect(refusal({ experts_stay: true, train_at_end: false })).toMatch(/Set train_at_end: true$/);
    expect(refusal({ ...stay, consensus_images: ['painted', 'minversion'] })).toMatch(
      /names painted, minversion;.*Remove consensus_images$/,
    );
    expect(refusal({ ...stay, buffer_size: 19 })).toMatch(/^buffer_size is 19;.*takes 20. Raise it$/);
    expect(refusal({ ...stay, buffer_size: 20 })).toBeUndefined();
    expect(refusal({ ...stay, buffer_size: 1, familiarity: 0 })).toBeUndefined();
  });

  it('nothing of shared images alone', () => {
    expect(refusal({ consensus_images: ['noise'], train_at_end: true, buffer_size: 1 })).toBeUndefined();
  });
});
