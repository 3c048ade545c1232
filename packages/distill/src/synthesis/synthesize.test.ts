import '../../test/setup';
import { describe, expect, it } from 'vitest';
import { bands, toyShape, trainedToyModel } from '../../test/toy';
import { expertFromLayersModel } from '../adapters/expert-from-layers-model';
import { Random } from '../random';
import { dataImpression } from './data-impression';
import { modelInversion } from './model-inversion';
import type { Synthesis } from './synthesis';
import type { SynthesisOptions } from './synthesis-options';

const options: SynthesisOptions = {
  shape: [8, 8, 1],
  iterations: 1,
  learningRate: 0.1,
  batchSize: 1,
  temperature: 1,
};

const makers: [string, (options: SynthesisOptions) => Synthesis][] = [
  ['modelInversion', (options) => modelInversion({ ...options, outputs: 4 })],
  ['dataImpression', (options) => dataImpression({ ...options, beta: 1 })],
];

describe.each(makers)('%s refuses at once', (_, make) => {
  it.each([
    ['iterations', 0],
    ['iterations', 1.5],
    ['batchSize', 0],
    ['batchSize', Number.NaN],
    ['learningRate', 0],
    ['learningRate', Number.NaN],
    ['temperature', 0],
  ] as const)('%s %d', (name, value) => {
    expect(() => make(options)).not.toThrow();
    expect(() => make({ ...options, [name]: value })).toThrow(RangeError);
    expect(() => make({ ...options, [name]: value })).toThrow(`${name} ${value}`);
  });
});

describe.each(makers)('%s begins', (_, make) => {
  const expert = expertFromLayersModel(trainedToyModel(bands([0, 1], 20)), { classes: [0, 1] });
  async function made(start?: SynthesisOptions['start']) {
    const making = make({ ...options, batchSize: 6, learningRate: 1e-3, ...(start && { start }) })(
      expert,
      6,
      Random.seeded(5),
    );
    let step = await making.next();
    while (step.done !== true) step = await making.next();
    return step.value.pixels;
  }

  it('with noise, or with what it is given: one Adam step later it is a step away', async () => {
    const given = bands([2, 3], 6).pixels.map((value) => Math.max(-2, Math.min(2, value)));
    const pixels = await made((count, random) => {
      expect(count).toBe(6);
      expect(random).toBeInstanceOf(Random);
      return given.slice();
    });
    const moved = pixels.map((value, i) => Math.abs(value - (given[i] as number)));
    expect(Math.max(...moved)).toBeLessThan(1.1e-3);
    expect(Math.max(...moved)).toBeGreaterThan(5e-4);
    await expect(made(() => given.slice(1))).rejects.toThrow(
      /gave 383 values for 6 images of 8×8×1.*give 384/,
    );
    const noise = await made();
    expect(noise).toHaveLength(6 * toyShape[0] * toyShape[1]);
    expect(noise).not.toEqual(pixels);
  });
});
