import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import golden from '../../test/fixtures/random.json';
import { TorchGenerator } from './torch-generator';

describe.each(Object.entries(golden.seeds))(
  'after torch.manual_seed(%s), exactly as PyTorch',
  (seed, values) => {
    const generator = () => new TorchGenerator(Number(seed));

    it('draws randperm', () => {
      expect(generator().randperm(10)).toEqual(values.randperm10);
      expect(generator().randperm(100)).toEqual(values.randperm100);
    });

    it('goes on from one randperm to the next', () => {
      const torch = generator();
      expect([torch.randperm(10), torch.randperm(10)]).toEqual(values.randperm10_then_randperm10);
    });

    it('draws rand', () => {
      const torch = generator();
      expect(Array.from({ length: 5 }, () => torch.rand())).toEqual(values.rand5_float32);
    });

    it('draws randint', () => {
      const torch = generator();
      expect(Array.from({ length: 5 }, () => torch.randint(0, 1000))).toEqual(values.randint_0_1000_x5);
    });
  },
);

test.prop([fc.integer({ min: 0, max: 0xffffffff }), fc.nat(2000)])(
  'goes on from a state that went through JSON',
  (seed, drawn) => {
    const original = new TorchGenerator(seed);
    for (let i = 0; i < drawn; i++) original.rand();
    const state = JSON.parse(JSON.stringify(original.state()));
    const expected = original.randperm(700);
    expect(TorchGenerator.fromState(state).randperm(700)).toEqual(expected);
  },
);

test.prop([fc.integer({ min: 0, max: 0xffffffff }), fc.nat(300)])('randperm permutes', (seed, n) => {
  const order = new TorchGenerator(seed).randperm(n);
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
});

it('refuses what PyTorch would draw in another way or not at all', () => {
  const generator = new TorchGenerator(0);
  expect(() => generator.randperm(2 ** 30)).toThrow(RangeError);
  expect(() => generator.randperm(-1)).toThrow(RangeError);
  expect(() => generator.randint(3, 3)).toThrow(RangeError);
  expect(() => generator.randint(0, 2 ** 28 + 1)).toThrow(RangeError);
});
