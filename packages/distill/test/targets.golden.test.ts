import './setup';
import {
  add,
  argMax,
  div,
  grad,
  type Scalar,
  type Tensor2D,
  tensor1d,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { oneHotRows } from '../src/labels';
import { crossEntropySum } from '../src/losses/cross-entropy';
import { meanSquaredError } from '../src/losses/mean-squared-error';
import { distillationTargets } from '../src/targets/distillation-targets';
import { multiTaskTargets } from '../src/targets/multi-task-targets';
import type { Teachers } from '../src/targets/targets';
import { expectAllclose } from './allclose';
import { type GoldenArray, golden } from './golden';

interface GoldenLoss {
  readonly loss: number;
  readonly grad_output: GoldenArray;
}

interface TargetCase {
  readonly name: string;
  readonly curr_classes: readonly number[];
  readonly prev_classes: readonly number[] | null;
  readonly bias_normalization: boolean;
  readonly multi_task: boolean;
  readonly experience_task_label: number;
  readonly mb_task_id: readonly number[];
  readonly targets: GoldenArray;
  readonly argmax_labels: readonly number[];
  readonly mse: GoldenLoss;
  readonly 'mse+ce_y': GoldenLoss;
  readonly 'mse+ce_argmax': GoldenLoss;
}

const file = golden<{
  current_logits: GoldenArray;
  expert_logits: GoldenArray;
  prev_logits: GoldenArray;
  y: readonly number[];
  cases: readonly TargetCase[];
}>('targets');

const matrix = (array: GoldenArray): Tensor2D => tensor2d([...array.data], array.shape as [number, number]);
const singleTask = file.cases.filter((c) => !c.multi_task);
const [firstTask, secondTask] = file.cases.filter((c) => c.multi_task && !c.bias_normalization);
const tolerance = { relative: 1e-5, absolute: 1e-6 };

function targetsOf(c: TargetCase): Tensor2D {
  return distillationTargets({ biasNormalization: c.bias_normalization })({
    expertLogits: matrix(file.expert_logits),
    expertClasses: c.curr_classes,
    previousClasses: c.prev_classes ?? [],
    ...(c.prev_classes && { previousLogits: matrix(file.prev_logits) }),
  });
}

const inTasks = (c: TargetCase): Teachers => ({
  expertLogits: matrix(file.expert_logits),
  expertClasses: c.curr_classes,
  previousClasses: [],
  expertTask: c.experience_task_label,
  tasks: tensor1d([...c.mb_task_id], 'int32'),
});

describe('targets as the reference computes them, to 1e-5', () => {
  it.each(singleTask)('$name', (c) => {
    const targets = targetsOf(c);
    expectAllclose(targets.dataSync(), c.targets.data, tolerance);
    expect([...argMax(targets, 1).dataSync()]).toEqual(c.argmax_labels);
  });

  it('multi-task, first experience: the expert’s logits', () => {
    const c = firstTask as TargetCase;
    const targets = multiTaskTargets(inTasks(c));
    expectAllclose(targets.dataSync(), c.targets.data, tolerance);
  });

  it('multi-task, second experience: old tasks as the reference, the new task without its untrained head', () => {
    const c = secondTask as TargetCase;
    const targets = multiTaskTargets({ ...inTasks(c), previousLogits: matrix(file.prev_logits) });
    const values = targets.dataSync();
    c.mb_task_id.forEach((task, row) => {
      const own = [...values.slice(row * 10, row * 10 + 10)];
      const source = task === c.experience_task_label ? file.expert_logits : c.targets;
      expectAllclose(own, source.data.slice(row * 10, row * 10 + 10), tolerance);
    });
  });
});

describe('losses and their gradients as the reference computes them, to 1e-5', () => {
  const withLabels = (labels: readonly number[] | undefined) => (c: TargetCase) => (logits: Tensor2D) => {
    const distance = meanSquaredError(logits, matrix(c.targets), []);
    if (labels === undefined) return distance;
    const rows = tensor2d(oneHotRows(Int32Array.from(labels), 10), [labels.length, 10]);
    return add(distance, div(crossEntropySum(logits, rows), labels.length)) as Scalar;
  };
  it.each(file.cases)('$name', (c) => {
    const kinds = [
      [withLabels(undefined)(c), c.mse],
      [withLabels(file.y)(c), c['mse+ce_y']],
      [withLabels(c.argmax_labels)(c), c['mse+ce_argmax']],
    ] as const;
    for (const [loss, expected] of kinds) {
      const logits = matrix(file.current_logits);
      expectAllclose(loss(logits).dataSync(), [expected.loss], tolerance);
      expectAllclose(
        grad((z) => loss(z as Tensor2D))(logits).dataSync(),
        expected.grad_output.data,
        tolerance,
      );
    }
  });
});
