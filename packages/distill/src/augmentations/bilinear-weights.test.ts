import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { expectAllclose } from '../../test/allclose';
import { bilinearWeights } from './bilinear-weights';

const rowOf = (inputs: number, outputs: number, output: number) => {
  const { first, taps, weights } = bilinearWeights(inputs, outputs);
  const row = new Array<number>(inputs).fill(0);
  for (let tap = 0; tap < taps; tap++) {
    const weight = weights[output * taps + tap] as number;
    if (weight !== 0) row[(first[output] as number) + tap] = weight;
  }
  return row;
};

describe('bilinearWeights', () => {
  it('one to one: every sample is itself', () => {
    expect([0, 1, 2].map((i) => rowOf(3, 3, i))).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });
  it('twice as many: quarters between neighbours, the edge as it is', () => {
    expectAllclose(rowOf(2, 4, 0), [1, 0], { absolute: 1e-7 });
    expectAllclose(rowOf(2, 4, 1), [0.75, 0.25], { absolute: 1e-7 });
  });
  it('half as many: a triangle four samples wide, cut off at the edge', () => {
    expectAllclose(rowOf(4, 2, 0), [3 / 7, 3 / 7, 1 / 7, 0], { absolute: 1e-7 });
    expectAllclose(rowOf(8, 4, 1), [0, 1 / 8, 3 / 8, 3 / 8, 1 / 8, 0, 0, 0], { absolute: 1e-7 });
  });
  property.prop([fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })])(
    'weights of an output sum to 1 and lie within the inputs, within 1e-6',
    (inputs, outputs) => {
      for (let output = 0; output < outputs; output++) {
        const row = rowOf(inputs, outputs, output);
        expect(row).toHaveLength(inputs);
        expect(row.every((weight) => weight >= 0)).toBe(true);
        expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      }
    },
  );
});
