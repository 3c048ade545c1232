import { describe, expect, it } from 'vitest';
import { Random } from '../random';
import { proceduralImages } from '../sources/procedural-images';
import { paintImages } from './paint-images';
import type { Painter } from './painter';
import { strokes } from './strokes';

const even =
  (value: number): Painter =>
  ([height, width, channels]) =>
    new Float32Array(height * width * channels).fill(value);
const options = {
  recipe: [[strokes, 1]],
  shape: [16, 16, 1],
  normalization: { mean: [0.1307], std: [0.3081] },
  count: 20,
  seed: 5,
} as const;

it('the seed is the whole description: the same bits again, others from another seed', () => {
  const one = paintImages(options);
  expect(paintImages(options)).toEqual(one);
  expect(paintImages({ ...options, seed: 6 }).pixels).not.toEqual(one.pixels);
});

it('image i depends on the seed and i only: fewer images are the first of more', () => {
  expect(paintImages({ ...options, count: 7 }).pixels).toEqual(paintImages(options).pixels.slice(0, 7 * 256));
});

it('normalises each channel as the experts’ images were', () => {
  const { pixels } = paintImages({
    ...options,
    recipe: [[even(0.5), 1]],
    shape: [1, 1, 2],
    normalization: { mean: [0.25, 0.5], std: [0.5, 2] },
    count: 1,
  });
  expect([...pixels]).toEqual([0.5, 0]);
});

it('each painter’s turn comes by its share', () => {
  const { pixels } = paintImages({
    ...options,
    recipe: [
      [even(0), 3],
      [even(1), 1],
    ],
    shape: [1, 1, 1],
    normalization: { mean: [0], std: [1] },
    count: 2000,
  });
  expect(pixels.reduce((sum, value) => sum + value, 0) / 2000).toBeCloseTo(0.25, 1);
});

it('as a source: fresh images in every batch, from the generator given', async () => {
  const source = proceduralImages(options);
  const making = source.prepare({ classes: [0], logits: () => Promise.reject() as never }, Random.seeded(1));
  expect((await making.next()).value).toBeUndefined();
  const random = Random.seeded(1);
  const [one, next] = [source.draw(3, random), source.draw(3, random)];
  expect(one).toMatchObject({ shape: [16, 16, 1], count: 3 });
  expect(next.pixels).not.toEqual(one.pixels);
  expect(source.draw(3, Random.seeded(1))).toEqual(one);
});

describe('refuses', () => {
  it.each([
    ['an empty recipe', { recipe: [] }, /at least one painter/],
    ['a share of 0', { recipe: [[strokes, 0]] as const }, /share 0/],
    ['a normalization of other channels', { shape: [16, 16, 3] as const }, /1 means.*3 channels/],
    ['no images', { count: 0 }, /count 0/],
    ['a std of 0', { normalization: { mean: [0], std: [0] } }, /std of 0/],
    ['a std below 0', { normalization: { mean: [0], std: [-1] } }, /std of -1/],
    ['a mean of NaN', { normalization: { mean: [Number.NaN], std: [1] } }, /mean of NaN/],
    ['a first image below 0', { first: -1 }, /first -1/],
    ['a first image of NaN', { first: Number.NaN }, /first NaN/],
    ['half a pixel', { shape: [8.5, 8, 1] as const }, /shape's height 8\.5/],
  ])('%s', (_, change, message) => {
    expect(() => paintImages({ ...options, ...change })).toThrow(message);
  });
});
