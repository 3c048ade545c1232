import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expectTypeOf, it } from 'vitest';
import type { Ensemble } from '../src/averages';
import type {
  ConsensusState,
  ExModelState,
  Expert,
  Optimizer,
  OptimizerState,
  PlainValue,
  Random,
  RandomState,
  SampleSource,
  Stateful,
  Synthesis,
  Targets,
  Weights,
} from '../src/index';

/** What the public types promise; checked by `tsc`. */
describe('the type', () => {
  it('Expert asks for classes and logits only', () => {
    expectTypeOf<{ classes: number[]; logits(images: Tensor4D): Tensor2D }>().toExtend<Expert>();
    expectTypeOf<{ classes: number[] }>().not.toExtend<Expert>();
    expectTypeOf<{ logits(images: Tensor4D): Tensor2D }>().not.toExtend<Expert>();
  });

  it('Targets is a function of the teachers, of which some are only there later or in multi-task streams', () => {
    expectTypeOf<({ expertLogits }: { expertLogits: Tensor2D }) => Tensor2D>().toExtend<Targets>();
    expectTypeOf<({ previousLogits }: { previousLogits: Tensor2D }) => Tensor2D>().not.toExtend<Targets>();
    expectTypeOf<({ tasks }: { tasks: Tensor }) => Tensor2D>().not.toExtend<Targets>();
  });

  it('Stateful allows plain values only', () => {
    expectTypeOf<OptimizerState>().toExtend<PlainValue<OptimizerState>>();
    expectTypeOf<ExModelState>().toExtend<PlainValue<ExModelState>>();
    expectTypeOf<ConsensusState>().toExtend<PlainValue<ConsensusState>>();
    expectTypeOf<Weights>().toExtend<PlainValue<Weights>>();
    type OfTensor = { readonly weights: Tensor };
    expectTypeOf<OfTensor>().not.toExtend<PlainValue<OfTensor>>();
    type OfMap = { readonly seen: Map<number, number> };
    expectTypeOf<OfMap>().not.toExtend<PlainValue<OfMap>>();
    type Lazy = { readonly weights: Promise<Weights> };
    expectTypeOf<Lazy>().not.toExtend<PlainValue<Lazy>>();
    // @ts-expect-error: a tensor is no plain value
    type OfOtherThanPlain = Stateful<OfTensor>;
    expectTypeOf<OfOtherThanPlain>().toBeObject();
    expectTypeOf<Random>().toExtend<Stateful<RandomState>>();
  });

  it('Optimizer, SampleSource and Synthesis may do without a state', () => {
    expectTypeOf<Pick<Optimizer, 'step' | 'dispose'>>().toExtend<Optimizer>();
    expectTypeOf<Pick<SampleSource, 'prepare' | 'draw'>>().toExtend<SampleSource>();
    expectTypeOf<(expert: Expert, count: number) => ReturnType<Synthesis>>().toExtend<Synthesis>();
  });

  it('Ensemble takes the tasks as numbers', () => {
    expectTypeOf<Parameters<Ensemble['logits']>[1]>().toEqualTypeOf<ArrayLike<number> | undefined>();
  });
});
