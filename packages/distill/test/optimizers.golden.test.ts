import './setup';
import {
  add,
  memory,
  mul,
  type Scalar,
  sin,
  squaredDifference,
  sum,
  type Tensor,
  tensor2d,
  tidy,
  type Variable,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adam } from '../src/optimizers/adam';
import type { Optimizer } from '../src/optimizers/optimizer';
import { sgd } from '../src/optimizers/sgd';
import { expectAllclose } from './allclose';
import { golden } from './golden';

type GoldenSteps = readonly { readonly loss: number; readonly p: readonly number[] }[];
const file = golden<Record<string, GoldenSteps>>('optimizers');

/** The problem that the fixture's `what` describes. */
const values = (f: (i: number) => number) =>
  tensor2d(
    Float32Array.from({ length: 12 }, (_, i) => f(i)),
    [3, 4],
  );
const start = () => tidy(() => variable(values((i) => Math.sin(0.1 * i + 1) * 0.5)));
const lossOf = (p: Tensor) =>
  add(
    sum(
      mul(
        squaredDifference(
          p,
          values((i) => Math.sin(0.1 * i + 9) * 0.7),
        ),
        values((i) => (i + 1) / 6),
      ),
    ),
    sum(sin(p)),
  ) as Scalar;

/** One step; the loss before it. */
function step(p: Variable, optimizer: Optimizer): number {
  return tidy(() => {
    const { value, grads } = variableGrads(() => lossOf(p), [p]);
    optimizer.step([grads[p.name] as Tensor]);
    return value.dataSync()[0] as number;
  });
}

describe.each<[string, (variables: readonly Variable[]) => Optimizer]>([
  ['sgd_lr0_1', (variables) => sgd(variables, { learningRate: 0.1 })],
  [
    'sgd_lr0_01_m0_9_wd5e_4',
    (variables) => sgd(variables, { learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4 }),
  ],
  ['adam_lr0_1', (variables) => adam(variables, { learningRate: 0.1 })],
  ['adam_lr1e_3', (variables) => adam(variables, { learningRate: 1e-3 })],
  ['adam_lr0_05_wd0_1', (variables) => adam(variables, { learningRate: 0.05, weightDecay: 0.1 })],
  [
    'adamw_lr0_05_wd0_1',
    (variables) => adam(variables, { learningRate: 0.05, weightDecay: 0.1, decoupled: true }),
  ],
])('%s', (name, make) => {
  it('five steps as PyTorch takes them, losses to 1e-5 and weights to 1e-6', () => {
    const p = start();
    const optimizer = make([p]);
    const steps = file[name] as GoldenSteps;
    expect(steps).toHaveLength(5);
    for (const expected of steps) {
      expectAllclose([step(p, optimizer)], [expected.loss], { relative: 1e-5 });
      expectAllclose(p.dataSync(), expected.p, { absolute: 1e-6 });
    }
    optimizer.dispose();
    p.dispose();
  });

  it('a step leaks nothing and dispose frees all but the variables', () => {
    const p = start();
    const before = memory().numTensors;
    const optimizer = make([p]);
    step(p, optimizer);
    const held = memory().numTensors;
    step(p, optimizer);
    expect(memory().numTensors).toBe(held);
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
    p.dispose();
  });

  it('a missing gradient is refused', () => {
    const p = start();
    const optimizer = make([p]);
    expect(() => optimizer.step([])).toThrow(RangeError);
    optimizer.dispose();
    p.dispose();
  });
});
