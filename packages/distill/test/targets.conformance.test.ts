import './setup';
import { memory, type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Random } from '../src/random';
import { distillationTargets } from '../src/targets/distillation-targets';
import { multiTaskTargets } from '../src/targets/multi-task-targets';
import type { Targets, Teachers } from '../src/targets/targets';

const [batch, outputs] = [6, 5];
const logits = (seed: number): Tensor2D =>
  tensor2d(Random.seeded(seed).normals(batch * outputs), [batch, outputs]);

const first: Teachers = { expertLogits: logits(1), expertClasses: [0, 2], previousClasses: [] };
const second: Teachers = { ...first, previousLogits: logits(2), previousClasses: [2, 3, 3] };
const tasks = tensor1d([0, 1, 1, 0, 1, 0], 'int32');
const inTasks = (teachers: Teachers): Teachers => ({ ...teachers, expertTask: 1, tasks });

interface Case {
  readonly name: string;
  readonly targets: Targets;
  readonly multiTask: boolean;
}

/** New targets are one line here. */
const cases: readonly Case[] = [
  { name: 'distillationTargets', targets: distillationTargets(), multiTask: false },
  {
    name: 'distillationTargets with biasNormalization',
    targets: distillationTargets({ biasNormalization: true }),
    multiTask: false,
  },
  { name: 'multiTaskTargets', targets: multiTaskTargets, multiTask: true },
];

describe.each(cases)('all targets: $name', ({ targets, multiTask }) => {
  describe.each([
    ['in the first experience', first],
    ['in a later one', second],
  ])('%s', (_, plain) => {
    const teachers = multiTask ? inTasks(plain) : plain;
    it('are a finite value for each image and output, the same for the same teachers', () => {
      const values = targets(teachers);
      expect(values.shape).toEqual([batch, outputs]);
      expect(values.dataSync().every(Number.isFinite)).toBe(true);
      expect(targets(teachers).dataSync()).toEqual(values.dataSync());
    });
    it('are one new tensor, and leave the teachers’ alone', () => {
      const before = memory().numTensors;
      const values = targets(teachers);
      expect(memory().numTensors).toBe(before + 1);
      values.dispose();
      expect(teachers.expertLogits.isDisposed || teachers.previousLogits?.isDisposed).not.toBe(true);
    });
    it('follow the expert', () => {
      const other = targets({ ...teachers, expertLogits: logits(3) }).dataSync();
      expect(other).not.toEqual(targets(teachers).dataSync());
    });
  });
  it(`${multiTask ? 'need' : 'refuse'} tasks`, () => {
    expect(() => targets(multiTask ? second : inTasks(second))).toThrow(RangeError);
  });
});
