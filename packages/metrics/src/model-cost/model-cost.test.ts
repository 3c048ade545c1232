import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { modelSizeEfficiency } from './model-size-efficiency';
import { multiplyAccumulates } from './multiply-accumulates';

test('LeNet-5 on 32 × 32: 117600 + 240000 + 48000 + 10080 + 840', () => {
  const convolution = { kind: 'convolution', kernel: [5, 5] } as const;
  expect(
    multiplyAccumulates([
      { ...convolution, inputChannels: 1, outputChannels: 6, output: [28, 28] },
      { ...convolution, inputChannels: 6, outputChannels: 16, output: [10, 10] },
      { kind: 'dense', inputs: 400, outputs: 120 },
      { kind: 'dense', inputs: 120, outputs: 84 },
      { kind: 'dense', inputs: 84, outputs: 10 },
    ]),
  ).toBe(416_520);
  expect(multiplyAccumulates([])).toBe(0);
  expect(() => multiplyAccumulates([{ kind: 'dense', inputs: 2.5, outputs: 1 }])).toThrow(
    'a size of layers[0] is 2.5',
  );
});

property.prop([fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })])(
  'a dense layer is a convolution of one pixel',
  (inputs, outputs) => {
    expect(
      multiplyAccumulates([
        {
          kind: 'convolution',
          kernel: [1, 1],
          inputChannels: inputs,
          outputChannels: outputs,
          output: [1, 1],
        },
      ]),
    ).toBe(multiplyAccumulates([{ kind: 'dense', inputs, outputs }]));
  },
);

test('a model that doubles and doubles again: (1 + 1/2 + 1/4) / 3; one that shrinks is no better than 1', () => {
  expect(modelSizeEfficiency([100, 200, 400])).toBeCloseTo(1.75 / 3, 12);
  expect(modelSizeEfficiency([100, 50])).toBe(1);
  expect(modelSizeEfficiency([])).toBeUndefined();
  expect(() => modelSizeEfficiency([100, 0])).toThrow('sizes[1] is 0');
});

property.prop([
  fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 9 }),
  fc.integer({ min: 2, max: 8 }),
])('in (0, 1], whatever the unit of size', (sizes, bytes) => {
  const efficiency = modelSizeEfficiency(sizes) ?? Number.NaN;
  expect(efficiency).toSatisfy((value: number) => value > 0 && value <= 1);
  expect(modelSizeEfficiency(sizes.map((size) => size * bytes))).toBeCloseTo(efficiency, 12);
});
