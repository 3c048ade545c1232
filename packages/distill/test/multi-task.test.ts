import './setup';
import {
  fill,
  gather,
  mul,
  type Scalar,
  squaredDifference,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  zeros,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expertFromLayersModel } from '../src/adapters/expert-from-layers-model';
import { studentFromLayersModel } from '../src/adapters/student-from-layers-model';
import type { DistillEvent } from '../src/ex-model/distill-event';
import { ExModelLearner } from '../src/ex-model/ex-model-learner';
import type { ExModelOptions } from '../src/ex-model/ex-model-options';
import type { Expert } from '../src/expert';
import { type ImageBatch, selectImages } from '../src/images';
import { klDivergence } from '../src/losses/kl-divergence';
import { meanSquaredError } from '../src/losses/mean-squared-error';
import { auxiliaryImages } from '../src/sources/auxiliary-images';
import { gaussianNoise } from '../src/sources/gaussian-noise';
import { rehearsalBuffer } from '../src/sources/rehearsal-buffer';
import type { SampleSource } from '../src/sources/sample-source';
import { modelInversion } from '../src/synthesis/model-inversion';
import { expectAllclose } from './allclose';
import { accuracy, bands, toyModel, toyShape, trainedToyModel } from './toy';

const options = (): ExModelOptions => ({
  student: studentFromLayersModel(toyModel(8), { heads: 2 }),
  source: gaussianNoise(toyShape),
  iterations: 3,
  batchSize: 4,
  learningRate: 0.05,
  seed: 1,
});

async function eventsOf(options: ExModelOptions, stream: readonly Expert[]): Promise<DistillEvent[]> {
  const learner = new ExModelLearner(options);
  const events: DistillEvent[] = [];
  for (const expert of stream) for await (const event of learner.learn(expert)) events.push(event);
  learner.dispose();
  return events;
}

/** An expert of four outputs that says 0. */
const silent = (task: number, ...classes: readonly number[]): Expert => ({
  task,
  classes,
  logits: (images) => zeros([images.shape[0], 4]),
});

/** Four images of noise of which this is known. */
const knowing = (known: Partial<ImageBatch>): SampleSource => {
  const noise = gaussianNoise(toyShape);
  return { ...noise, draw: (count, random) => ({ ...noise.draw(count, random), ...known }) };
};

describe('multi-task', () => {
  /** Two tasks of two classes each, labelled 0 and 1 in both. */
  const task = (task: number) => {
    const relabel = (images: ReturnType<typeof bands>) => ({
      ...images,
      labels: images.labels.map((label) => label % 2),
    });
    const classes = [2 * task, 2 * task + 1];
    return {
      expert: expertFromLayersModel(trainedToyModel(relabel(bands(classes, 40)), 2), {
        classes: [0, 1],
        task,
      }),
      test: relabel(bands(classes, 40, 9)),
    };
  };
  const tasks = [task(0), task(1)];
  const stream = tasks.map(({ expert }) => expert);
  const twoHeads = () => studentFromLayersModel(toyModel(4), { heads: 2 });

  it('a student of two heads learns two tasks', async () => {
    const student = twoHeads();
    const source = rehearsalBuffer({
      budget: 40,
      synthesis: modelInversion({
        shape: toyShape,
        outputs: 2,
        iterations: 30,
        learningRate: 0.1,
        batchSize: 40,
        temperature: 1,
      }),
    });
    await eventsOf({ ...options(), student, source, iterations: 60, batchSize: 16 }, stream);
    tasks.forEach(({ test }, head) => {
      const asked = fill([40], head, 'int32') as Tensor1D;
      const inTask = accuracy((images) => student.logits(images, { tasks: asked }), test);
      expect(inTask).toBeGreaterThan(0.9);
    });
  });

  it('unlabelled images are spread over the tasks seen so far', async () => {
    const student = twoHeads();
    const asked: number[][] = [];
    const watched: ExModelOptions['student'] = {
      ...student,
      logits(images, own) {
        asked.push([...(own?.tasks?.dataSync() ?? [])]);
        return student.logits(images, own);
      },
    };
    await eventsOf({ ...options(), student: watched, iterations: 1, batchSize: 400 }, stream);
    expect(new Set(asked[0])).toEqual(new Set([0]));
    const second = asked[1]?.filter((head) => head === 1).length ?? 0;
    // 400 fair coins: within five deviations of 200.
    expect(Math.abs(second - 200)).toBeLessThan(50);
  });

  it('the loss gets all outputs: the expert has a target for each', async () => {
    const outputsOfLoss: (readonly number[])[] = [];
    const loss: ExModelOptions['loss'] = (logits, target, seen) => {
      outputsOfLoss.push(seen);
      return meanSquaredError(logits, target, seen);
    };
    await eventsOf({ ...options(), loss, iterations: 1 }, [silent(0, 0)]);
    expect(outputsOfLoss).toEqual([[0, 1, 2, 3]]);
  });
});

describe('multi-task, classes numbered through the whole stream', () => {
  const taskClasses = [
    [0, 1],
    [2, 3],
  ] as const;
  const stream = taskClasses.map((classes, task) =>
    expertFromLayersModel(trainedToyModel(bands(classes, 40)), { classes, task }),
  );
  const student = (masked: boolean) =>
    studentFromLayersModel(toyModel(8), { heads: 2, ...(masked && { taskClasses }) });
  const replay = (): SampleSource =>
    rehearsalBuffer({
      budget: 80,
      async *synthesis(expert, count) {
        return bands(expert.classes, count);
      },
    });
  const unlabelled = (): SampleSource =>
    auxiliaryImages({
      ...bands([0, 1, 2, 3], 200, 3),
      read: (indices) => selectImages(bands([0, 1, 2, 3], 200, 3), indices).pixels,
    });

  const valuesOf = async ({ student }: ExModelOptions) =>
    (await student.weights()).map(({ values }) => values);

  it.each<[string, boolean, () => SampleSource, Pick<ExModelOptions, 'loss' | 'crossEntropy'>]>([
    ['rehearsed images, mean squared error', false, replay, {}],
    ['rehearsed images, masked', true, replay, {}],
    ['unlabelled images', false, unlabelled, {}],
    ['divergence', false, unlabelled, { loss: klDivergence(2) }],
    ['divergence, masked', true, unlabelled, { loss: klDivergence(2) }],
    ['labels too, masked', true, replay, { crossEntropy: true }],
    ['guessed labels too, masked', true, unlabelled, { crossEntropy: true }],
  ])('both heads learn their task: %s', async (_, masked, source, own) => {
    const learned = student(masked);
    const events = await eventsOf(
      { ...options(), student: learned, source: source(), iterations: 60, batchSize: 16, ...own },
      stream,
    );
    taskClasses.forEach((classes, head) => {
      const tasks = fill([40], head, 'int32') as Tensor1D;
      const inTask = accuracy((images) => learned.logits(images, { tasks }), bands(classes, 40, 9));
      expect(inTask).toBeGreaterThan(0.9);
    });
    // Masked outputs and masked targets are equal: no loss of a million, from the first step on.
    for (const event of events) if (event.type === 'step') expect(event.loss).toBeLessThan(100);
  });

  it('masked: loss and gradient are those of the unmasked student on the task’s classes, the others 0', async () => {
    const stepOf = async (masked: boolean, classes: readonly number[]) => {
      const loss: ExModelOptions['loss'] = (logits, targets) => {
        const own = tensor1d([...classes], 'int32');
        const [z, t] = [logits, targets].map((x) => gather(x, own, 1)) as [Tensor2D, Tensor2D];
        // As many outputs as all of the head's: the mean of squares is over them.
        return mul(sum(squaredDifference(z, t)), 1 / targets.size) as Scalar;
      };
      const own = { ...options(), student: student(masked), ...(!masked && { loss }) };
      const [step] = await eventsOf({ ...own, iterations: 1 }, stream.slice(0, 1));
      return { loss: step?.type === 'step' && step.loss, values: await valuesOf(own) };
    };
    const [masked, unmasked] = [await stepOf(true, []), await stepOf(false, [0, 1])];
    expect(masked.loss).toBeCloseTo(unmasked.loss as number, 4);
    masked.values.forEach((values, i) => {
      expectAllclose(values, unmasked.values[i] ?? [], { absolute: 1e-6 });
    });
  });

  it('masked: a label of another task counts as none', async () => {
    const extra = async (label: number | undefined) => {
      const source = knowing(label === undefined ? {} : { labels: new Int32Array(4).fill(label) });
      const own = { ...options(), student: student(true), source, crossEntropy: true, iterations: 1 };
      const [step] = await eventsOf(own, stream.slice(0, 1));
      return step?.type === 'step' ? step.loss : Number.NaN;
    };
    expect(await extra(3)).toBe(await extra(undefined));
    expect(await extra(0)).not.toBe(await extra(undefined));
    expect(await extra(0)).toBeLessThan(100);
  });

  it('masked: an expert of classes that its task does not have is refused', async () => {
    const misfit = silent(0, 0, 2);
    await expect(eventsOf({ ...options(), student: student(true) }, [misfit])).rejects.toThrow(
      /\[0, 2\].*masks all but \[0, 1\]/,
    );
  });
});
