import '../../test/setup';
import { memory, mul, sum, type Tensor2D, tensor2d, type Variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bands, imagesTensor, toyModel, toyShape, trainedToyModel } from '../../test/toy';
import { expertFromLayersModel } from '../adapters/expert-from-layers-model';
import { studentFromLayersModel } from '../adapters/student-from-layers-model';
import { paddedCrop } from '../augmentations/padded-crop';
import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import { LearnerStateError } from '../learner-state-error';
import { meanSquaredError } from '../losses/mean-squared-error';
import { MissingProbeError } from '../missing-probe-error';
import { sgd } from '../optimizers/sgd';
import { Random } from '../random';
import { gaussianNoise } from '../sources/gaussian-noise';
import { rehearsalBuffer } from '../sources/rehearsal-buffer';
import type { SampleSource } from '../sources/sample-source';
import { modelInversion } from '../synthesis/model-inversion';
import { distillationTargets } from '../targets/distillation-targets';
import type { DistillEvent } from './distill-event';
import { ExModelLearner } from './ex-model-learner';
import type { ExModelOptions } from './ex-model-options';

const toyExpert = (...classes: number[]) =>
  expertFromLayersModel(trainedToyModel(bands(classes, 20)), { classes });
const experts = [toyExpert(0, 1), toyExpert(2, 3)] as const;

/** Four images an expert by two steps of inversion: as much of a source as these tests need. */
const inversion = (): SampleSource =>
  rehearsalBuffer({
    budget: 8,
    augmentation: paddedCrop(1),
    synthesis: modelInversion({
      shape: toyShape,
      outputs: 4,
      iterations: 2,
      learningRate: 0.1,
      batchSize: 3,
      temperature: 1,
      augmentation: paddedCrop(1),
    }),
  });

/** Everything that is not a test's subject. */
const options = (): ExModelOptions => ({
  student: studentFromLayersModel(toyModel()),
  source: gaussianNoise(toyShape),
  iterations: 3,
  batchSize: 4,
  learningRate: 0.05,
  seed: 1,
});

async function eventsOf(
  options: ExModelOptions,
  stream: readonly Expert[] = experts,
  between: () => void = () => {},
): Promise<DistillEvent[]> {
  const learner = new ExModelLearner(options);
  const events: DistillEvent[] = [];
  for (const expert of stream) {
    for await (const event of learner.learn(expert)) {
      events.push(event);
      between();
    }
  }
  learner.dispose();
  return events;
}

/** The student's weights, without their names, which tfjs makes unique. */
const valuesOf = async ({ student }: Pick<ExModelOptions, 'student'>) =>
  (await student.weights()).map(({ values }) => values);

/** `source`, its draws remembered in `drawn`. */
const recording = (source: SampleSource, drawn: ImageBatch[]): SampleSource => ({
  ...source,
  draw(count, random) {
    const batch = source.draw(count, random);
    drawn.push(batch);
    return batch;
  },
});

describe('events', () => {
  it('exactly `iterations` steps per expert, then learned', async () => {
    const events = await eventsOf({ ...options(), iterations: 5 });
    const loss = expect.any(Number);
    const expected = [0, 1].flatMap((experience) => [
      ...[1, 2, 3, 4, 5].map((iteration) => ({ type: 'step', experience, iteration, iterations: 5, loss })),
      { type: 'learned', experience },
    ]);
    expect(events).toEqual(expected);
  });

  it('synthesis minibatch by minibatch, then the samples that came of it', async () => {
    const events = await eventsOf({ ...options(), source: inversion(), iterations: 1 });
    const second = events.filter((event) => event.experience === 1);
    // Four images in minibatches of three: two events an iteration, each with the images since the last.
    expect(second.map((event) => (event.type === 'synthesis' ? event.images : event.type))).toEqual([
      ...[3, 1, 3, 1],
      ...['samples', 'step', 'learned'],
    ]);
    const made = second.find((event) => event.type === 'samples')?.samples;
    expect([...(made?.labels ?? [])]).toEqual([2, 2, 3, 3]);
  });
});

describe('determinism', () => {
  it('the same seed gives the same bits, another seed others', async () => {
    const run = async (seed: number) => {
      const own = { ...options(), source: inversion(), seed };
      return { events: await eventsOf(own), values: await valuesOf(own) };
    };
    const [one, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(one);
    expect(other.values).not.toEqual(one.values);
  });

  it('what is done between two events changes nothing: evaluation, other draws, saving', async () => {
    const quiet = { ...options(), source: inversion() };
    const disturbed = { ...options(), source: inversion() };
    const others = imagesTensor(bands([0, 1, 2, 3], 12, 5));
    const events = await eventsOf(quiet);
    const same = await eventsOf(disturbed, experts, () => {
      disturbed.student.logits(others).dispose();
      experts[0].logits(others).dispose();
      Random.seeded(1, 'training', 0).normals(10);
      Math.random();
      void disturbed.student.weights();
    });
    expect(same).toEqual(events);
    expect(await valuesOf(disturbed)).toEqual(await valuesOf(quiet));
  });
});

describe('targets', () => {
  it('the new expert speaks for its classes, the student as it was for the old ones', async () => {
    const drawn: ImageBatch[] = [];
    const targets: Float32Array[] = [];
    const own: ExModelOptions = {
      ...options(),
      iterations: 1,
      source: recording(gaussianNoise(toyShape), drawn),
      loss(logits, target, seen) {
        targets.push(target.dataSync<'float32'>());
        return meanSquaredError(logits, target, seen);
      },
    };
    const learner = new ExModelLearner(own);
    for await (const _ of learner.learn(experts[0]));
    const before = await own.student.frozen();
    for await (const _ of learner.learn(experts[1]));
    const x = imagesTensor(drawn[1] as ImageBatch);
    const [old, fresh] = [before.logits(x).dataSync(), experts[1].logits(x).dataSync()];
    expect([...(targets[1] as Float32Array)]).toEqual(Array.from(old, (z, i) => (i % 4 < 2 ? z : fresh[i])));
  });

  it('may be other ones: a function of the teachers', async () => {
    const usual = distillationTargets();
    const run = async (targets?: ExModelOptions['targets']) => {
      const own = { ...options(), ...(targets && { targets }) };
      await eventsOf(own);
      return valuesOf(own);
    };
    expect(await run((teachers) => usual(teachers))).toEqual(await run());
    expect(await run((teachers) => mul(usual(teachers), 2))).not.toEqual(await run());
  });

  it('the loss is given the classes of all experts so far, each once', async () => {
    const classesOfLosses: (readonly number[])[] = [];
    const loss: ExModelOptions['loss'] = (logits, target, seen) => {
      classesOfLosses.push(seen);
      return meanSquaredError(logits, target, seen);
    };
    await eventsOf({ ...options(), iterations: 1, loss }, [experts[0], toyExpert(1, 3)]);
    expect(classesOfLosses).toEqual([
      [0, 1],
      [0, 1, 3],
    ]);
  });
});

describe('crossEntropy', () => {
  const [rows, batch] = [4, 4];
  /** The first step's loss with and without the cross-entropy, the images known as given. */
  const extraLoss = async (known: Partial<ImageBatch>) => {
    const source: SampleSource = {
      async *prepare() {
        return undefined;
      },
      draw: (count, random) => ({ ...gaussianNoise(toyShape).draw(count, random), ...known }),
    };
    const lossWith = async (crossEntropy: boolean) => {
      const own = { ...options(), source, crossEntropy, iterations: 1, batchSize: batch };
      const [step] = await eventsOf(own, experts.slice(0, 1));
      return step?.type === 'step' ? step.loss : Number.NaN;
    };
    return (await lossWith(true)) - (await lossWith(false));
  };

  it('soft labels come before labels, labels before argmax of the targets', async () => {
    const labels = Int32Array.of(2, 2, 3, 3);
    const softLabels = new Float32Array(rows * batch).fill(1 / 4);
    const unlabelled = await extraLoss({});
    const hard = await extraLoss({ labels });
    const soft = await extraLoss({ labels, softLabels });
    const oneHot = Float32Array.from({ length: 16 }, (_, i) => (labels[i >> 2] === i % 4 ? 1 : 0));
    expect(await extraLoss({ softLabels: oneHot })).toBeCloseTo(hard, 5);
    expect(new Set([unlabelled, hard, soft].map((value) => value.toFixed(4))).size).toBe(3);
    expect(Math.min(unlabelled, hard, soft)).toBeGreaterThan(0);
  });
});

describe('resetModel and initFromExpert', () => {
  /** The student's values before every step. */
  const beforeSteps = async (more: Partial<ExModelOptions>) => {
    const own = { ...options(), iterations: 1, ...more };
    const seen: Float32Array[][] = [];
    const optimizer = (variables: readonly Variable[]) => {
      const inner = sgd(variables, { learningRate: 0.05 });
      return {
        ...inner,
        step(gradients: Parameters<typeof inner.step>[0]) {
          seen.push(variables.map((variable) => variable.dataSync<'float32'>().slice()));
          inner.step(gradients);
        },
      };
    };
    const events = await eventsOf({ ...own, optimizer });
    return { seen, events, student: own.student };
  };

  it('resetModel: the second expert finds the initial weights, otherwise the learned ones', async () => {
    const reset = await beforeSteps({ resetModel: true });
    expect(reset.seen[1]).toEqual(reset.seen[0]);
    const going = await beforeSteps({});
    expect(going.seen[0]).toEqual(reset.seen[0]);
    expect(going.seen[1]).not.toEqual(going.seen[0]);
  });

  it('initFromExpert: takes over the first expert’s weights without a step, then learns', async () => {
    const own = { ...options(), initFromExpert: true };
    expect((await eventsOf(own, experts.slice(0, 1))).map(({ type }) => type)).toEqual(['learned']);
    expect(await valuesOf(own)).toEqual((await experts[0].weights()).map(({ values }) => values));

    const { seen, events } = await beforeSteps({ initFromExpert: true });
    expect(events.filter(({ type }) => type === 'step').map(({ experience }) => experience)).toEqual([1]);
    const trainable = (await experts[0].weights()).slice(0, 6);
    expect(seen[0]).toEqual(trainable.map(({ values }) => values));
  });
});

const silent = (classes: readonly number[], more: Partial<Expert> & { outputs?: number } = {}): Expert => {
  const { outputs = 4, ...rest } = more;
  return {
    classes,
    logits: (images) => tensor2d(new Float32Array(images.shape[0] * outputs), [images.shape[0], outputs]),
    ...rest,
  };
};

describe('refusals', () => {
  const refused = (
    stream: Expert | readonly Expert[],
    more: Partial<Omit<ExModelOptions, 'learningRate' | 'optimizer'>> = {},
  ) => expect(eventsOf({ ...options(), ...more }, [stream].flat())).rejects;
  const heads = (heads: number) => ({ student: studentFromLayersModel(toyModel(4 * heads), { heads }) });
  /** A student of one's own: it does not say how many heads it has. */
  const custom = (): Pick<ExModelOptions, 'student'> => {
    const { heads: _, ...student } = studentFromLayersModel(toyModel());
    return { student };
  };

  it.each([[[]], [[0, 4]], [[-1]], [[0.5]], [[0, 0]]])(
    'classes %j of a student with four outputs',
    async (classes) => {
      await refused(silent(classes)).toThrow(/0 to 3/);
    },
  );
  it('a task with initFromExpert', async () => {
    await refused(silent([0], { task: 0 }), { ...heads(2), initFromExpert: true }).toThrow('initFromExpert');
  });
  it('a task with the targets of one head', async () => {
    const targets = distillationTargets({ biasNormalization: true });
    await refused(silent([0], { task: 0 }), { ...heads(2), targets }).toThrow(/task 0.*multiTaskTargets/);
  });
  it('targets of another shape', async () => {
    const targets: ExModelOptions['targets'] = ({ expertLogits }) => sum(expertLogits, 1, true) as Tensor2D;
    await refused(experts[0], { targets }).toThrow(/\[4, 1\].*\[4, 4\]/);
  });
  it('initFromExpert with an expert that does not give its weights', async () => {
    const error = await eventsOf({ ...options(), initFromExpert: true }, [silent([0])]).catch((e) => e);
    expect(error).toBeInstanceOf(MissingProbeError);
    expect(error).toMatchObject({ name: 'MissingProbeError', neededBy: 'initFromExpert', probe: 'weights' });
  });

  it.each([2, -1, 0.5])('task %d of a student of two heads', async (task) => {
    await refused(silent([0], { task }), heads(2)).toThrow(/task (2|-1|0\.5).*0 to 1.*heads/);
  });
  it('a task, given to a student without heads', async () => {
    await refused(silent([0], { task: 0 })).toThrow(/task 0.*without heads.*studentFromLayersModel/);
  });
  it('no task, given to a student of two heads', async () => {
    await refused(silent([0]), heads(2)).toThrow(/without a task.*2 heads/);
  });
  it.each<[string, Partial<Expert>, Partial<Expert>]>([
    ['with and then without', { task: 0 }, {}],
    ['without and then with', {}, { task: 0 }],
  ])('a stream of experts %s a task, whatever the student', async (_, first, second) => {
    await refused([silent([0], first), silent([1], second)], custom()).toThrow(/all .*or none/);
    await eventsOf({ ...options(), ...custom() }, [silent([0], first), silent([1], first)]);
  });
  it.each([1, 3, 5])('logits of %d columns for a student of four outputs', async (outputs) => {
    await refused(silent([0], { outputs })).toThrow(new RegExp(`\\[4, ${outputs}\\].*\\[4, 4\\].*'outputs'`));
    await refused([experts[0], silent([0], { outputs })]).toThrow(RangeError);
  });
  it('logits of all heads for one head’s outputs', async () => {
    await refused(silent([0], { task: 0, outputs: 8 }), heads(2)).toThrow(/\[4, 8\].*\[4, 4\]/);
  });

  const rangeErrors: [keyof ExModelOptions, number[]][] = [
    ['iterations', [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]],
    ['batchSize', [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]],
    ['learningRate', [0, -0.1, Number.NaN, Number.POSITIVE_INFINITY]],
  ];
  it.each(rangeErrors)('%s out of range, at once', (name, values) => {
    for (const value of values) {
      const make = () => new ExModelLearner({ ...options(), [name]: value });
      expect(make).toThrow(RangeError);
      expect(make).toThrow(`${name} ${value}`);
    }
  });
  it('neither learningRate nor optimizer; either will do', () => {
    const { learningRate: _, ...bare } = options();
    expect(() => new ExModelLearner(bare as ExModelOptions)).toThrow(/learningRate undefined/);
    const optimizer = (variables: readonly Variable[]) => sgd(variables, { learningRate: 0.1 });
    new ExModelLearner({ ...bare, optimizer }).dispose();
  });
});

describe('optimizer', () => {
  it('each experience has one of its own, without the momentum of the one before', async () => {
    const run = async (momentum: number, resetModel: boolean) => {
      const log: string[] = [];
      const own = {
        ...options(),
        resetModel,
        optimizer(variables: readonly Variable[]) {
          log.push('made');
          const inner = sgd(variables, { learningRate: 0.05, momentum });
          return {
            ...inner,
            dispose() {
              log.push('disposed');
              inner.dispose();
            },
          };
        },
      };
      await eventsOf({ ...own, iterations: 1 });
      return { log, values: await valuesOf(own) };
    };
    const with9 = await run(0.9, true);
    expect(with9.log).toEqual(['made', 'disposed', 'made', 'disposed']);
    // One step an experience: without a past, momentum makes no difference.
    expect(with9.values).toEqual((await run(0, true)).values);
  });
});

const next = (learner: ExModelLearner, expert: Expert = experts[1]) => learner.learn(expert).next();

describe('a learner that may not go on', () => {
  const refusal = (state: LearnerStateError['state']) => ({ name: 'LearnerStateError', state });

  it('left in the middle of an experience', async () => {
    const learner = new ExModelLearner(options());
    for await (const event of learner.learn(experts[0])) if (event.type === 'step') break;
    await expect(next(learner)).rejects.toMatchObject(refusal('abandoned'));
    await expect(next(learner)).rejects.toThrow(LearnerStateError);
    learner.dispose();
  });

  it('an expert failed', async () => {
    const learner = new ExModelLearner(options());
    const failing: Expert = {
      classes: [0],
      logits() {
        throw new Error('gone');
      },
    };
    await expect(next(learner, failing)).rejects.toThrow('gone');
    await expect(next(learner)).rejects.toMatchObject(refusal('abandoned'));
    learner.dispose();
  });

  it('an expert refused before anything was done leaves it as it was', async () => {
    const [own, other] = [options(), options()];
    const learner = new ExModelLearner(own);
    await expect(next(learner, silent([7]))).rejects.toThrow(RangeError);
    for await (const _ of learner.learn(experts[0]));
    learner.dispose();
    await eventsOf(other, experts.slice(0, 1));
    expect(await valuesOf(own)).toEqual(await valuesOf(other));
  });

  it('left at the end of an experience it goes on', async () => {
    const learner = new ExModelLearner(options());
    for await (const event of learner.learn(experts[0])) if (event.type === 'learned') break;
    await expect(next(learner)).resolves.toMatchObject({ value: { experience: 1 } });
    learner.dispose();
  });

  it('while it learns from another expert, which is not disturbed', async () => {
    const [own, quiet] = [options(), options()];
    const learner = new ExModelLearner(own);
    for await (const event of learner.learn(experts[0])) {
      if (event.type === 'step') await expect(next(learner)).rejects.toMatchObject(refusal('learning'));
    }
    learner.dispose();
    await eventsOf(quiet, experts.slice(0, 1));
    expect(await valuesOf(own)).toEqual(await valuesOf(quiet));
  });

  it('disposed: neither a new experience nor the one in progress', async () => {
    const before = memory().numTensors;
    const own = options();
    const held = memory().numTensors - before;
    const learner = new ExModelLearner({
      ...own,
      optimizer: (variables) => sgd(variables, { learningRate: 0.1, momentum: 0.9 }),
    });
    const learning = learner.learn(experts[0]);
    await learning.next();
    learner.dispose();
    learner.dispose();
    expect(memory().numTensors - before).toBe(held);
    await expect(learning.next()).rejects.toMatchObject(refusal('disposed'));
    await expect(next(learner)).rejects.toMatchObject(refusal('disposed'));
    expect(memory().numTensors - before).toBe(held);
  });
});
