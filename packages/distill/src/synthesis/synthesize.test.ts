import { describe, expect, it } from 'vitest';
import { dataImpression } from '../sources/data-impression';
import { modelInversion } from '../sources/model-inversion';
import type { SynthesisOptions } from './synthesize';

const options: SynthesisOptions = {
  shape: [8, 8, 1],
  iterations: 1,
  learningRate: 0.1,
  batchSize: 1,
  temperature: 1,
};

describe.each<[string, (options: SynthesisOptions) => unknown]>([
  ['modelInversion', (options) => modelInversion({ ...options, outputs: 4 })],
  ['dataImpression', (options) => dataImpression({ ...options, beta: 1 })],
])('%s refuses at once', (_, make) => {
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
