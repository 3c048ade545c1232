import '../../test/setup';
import { concat, memory, slice, type Tensor2D, tensor2d, tidy, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { experts, images, learned, taken, test, toy, toyExpert, weightsOf } from '../../test/consensus';
import { accuracy, bands, toyModel, toyShape, trainedToyModel } from '../../test/toy';
import { expertFromLayersModel } from '../adapters/expert-from-layers-model';
import { studentFromLayersModel } from '../adapters/student-from-layers-model';
import type { Expert } from '../expert';
import { selectImages } from '../images';
import { LearnerStateError } from '../learner-state-error';
import { muon } from '../optimizers/muon';
import { Random } from '../random';
import { modelInversion } from '../synthesis/model-inversion';
import type { Weights } from '../weights';
import { ConsensusLearner } from './consensus-learner';
import type { ConsensusOptions } from './consensus-options';
import type { ConsensusState } from './consensus-state';
import { oneCycle } from './one-cycle';
import { trustedWeight } from './view-agreement';

/** Log-odds, then familiarity. */
const allOf = ({ odds, familiarity }: ConsensusState['evidence']) => [...odds, ...familiarity];

it('learns the classes of all experts from painted images', async () => {
  const { options, logits } = toy({ iterations: 200 });
  await learned(options);
  expect(accuracy(logits, test)).toBeGreaterThan(0.85);
});

it('takes its steps with the optimizer given, at the rates of its one cycle', async () => {
  const rates: number[] = [];
  const { options } = toy({
    peakLearningRate: 0.5,
    optimizer: (_, { learningRate }) => ({
      step: () => void rates.push(learningRate(rates.length + 1)),
      dispose: () => undefined,
    }),
  });
  await learned(options);
  expect(rates).toEqual([1, 2, 3, 4].map(oneCycle(0.5, 4)));
  const { options: other, logits } = toy({ iterations: 200, optimizer: muon });
  await learned(other);
  expect(accuracy(logits, test)).toBeGreaterThan(0.85);
});

it('learns from experts of another architecture and without any probe, from the student’s own weights', async () => {
  const poor = experts.map(({ classes, logits }): Expert => ({ classes, logits }));
  const { options, logits } = toy({ iterations: 200 });
  const { learner } = await learned(options, poor);
  expect((await learner.state()).mean).toBeUndefined();
  expect(accuracy(logits, test)).toBeGreaterThan(0.6);
});

it('averages only experts that started from the same weights', async () => {
  const { options } = toy();
  const weights = await experts[1].weights();
  const turned = weights.map((array) => ({ ...array, values: array.values.slice().reverse() }));
  const stranger: Expert = { ...experts[1], weights: async () => turned };
  const { learner } = await learned(options, [experts[0], stranger]);
  const { mean } = await learner.state();
  expect(mean).toEqual({ weights: await experts[0].weights(), experts: 1 });
});

it('starts from the mean of experts with heads of their own, each class’s column from its own expert', async () => {
  const own = ([0, 1] as const).map((i) => {
    const classes = [2 * i, 2 * i + 1];
    const local = bands([0, 1, 2, 3], 60, i);
    const labels = local.labels.map((label) => (label >= 2 * i && label < 2 * i + 2 ? label - 2 * i : -1));
    const chosen = Array.from(labels.keys()).filter((k) => (labels[k] as number) >= 0);
    const subset = {
      ...selectImages(local, chosen),
      labels: Int32Array.from(chosen, (k) => labels[k] as number),
    };
    return expertFromLayersModel(trainedToyModel(subset, 2), { classes, outputs: 4 });
  });
  const { options } = toy();
  const initial = await options.student.weights();
  const { learner } = await learned(options, own);
  const { mean } = await learner.state();
  expect(mean?.experts).toBe(2);
  expect(mean?.columns).toEqual(Int32Array.of(1, 1, 1, 1));
  const [first, second] = await Promise.all(own.map((expert) => expert.weights()));
  const head = initial.findIndex(({ shape }) => shape.join() === '16,4');
  for (let row = 0; row < 16; row++) {
    const at = (weights: Weights | undefined, c: number) => weights?.[head]?.values[4 * row + c];
    const rows = [at(first, 0), at(first, 1), at(second, 2), at(second, 3)];
    expect([0, 1, 2, 3].map((c) => at(mean?.weights, c))).toEqual(rows);
  }
  // A class that no expert has given keeps the student's own column.
  const { learner: half } = await learned(toy().options, own.slice(0, 1));
  const begun = (await half.state()).mean;
  expect(begun?.columns).toEqual(Int32Array.of(1, 1, 0, 0));
  expect(begun?.weights[head]?.values[2]).toBe(initial[head]?.values[2]);
});

describe('events', () => {
  it('report two passes over the images per expert, then every step', async () => {
    const { events } = await learned(toy().options);
    const queries = [250, 300, 550, 600].map((done, i) => ({
      type: 'query',
      images: [250, 50][i % 2],
      done,
      total: 600,
    }));
    const steps = [1, 2, 3, 4].map((iteration) => ({
      type: 'step',
      experience: 1,
      iteration,
      iterations: 4,
    }));
    expect(events).toMatchObject([
      ...queries.map((event) => ({ ...event, experience: 0 })),
      ...queries.map((event) => ({ ...event, experience: 1 })),
      ...steps,
      { type: 'learned', experience: 1 },
    ]);
  });

  it('report one pass where only log-odds count', async () => {
    const { events } = await learned(toy({ familiarity: 0 }).options, [experts[0]]);
    expect(events.slice(0, 3)).toMatchObject([
      { type: 'query', images: 250, done: 250, total: 300 },
      { type: 'query', images: 50, done: 300, total: 300 },
      { type: 'step', iteration: 1 },
    ]);
  });

  it('learn is query and train', async () => {
    const [one, other] = [toy().options, toy().options];
    await taken(new ConsensusLearner(one).learn(experts[0]));
    await learned(other, [experts[0]]);
    expect(await weightsOf(one)).toEqual(await weightsOf(other));
  });
});

describe('determinism', () => {
  it('the same seed gives the same bits, another seed others', async () => {
    const run = async (seed: number) => {
      const { options } = toy({ seed });
      const { events } = await learned(options);
      return { events, weights: await weightsOf(options) };
    };
    const [one, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(one);
    expect(other.weights).not.toEqual(one.weights);
  });

  it('what was trained before does not matter: a student after every expert or once at the end', async () => {
    const [often, once] = [toy().options, toy().options];
    const learner = new ConsensusLearner(often);
    for (const expert of experts) await taken(learner.learn(expert));
    await learned(once);
    expect(await weightsOf(often)).toEqual(await weightsOf(once));
  });

  it('a learner restored from its state goes on with the same bits', async () => {
    const whole = toy().options;
    await learned(whole);
    const first = new ConsensusLearner(toy().options);
    await taken(first.query(experts[0]));
    const state = structuredClone(await first.state());
    const { options } = toy();
    const learner = ConsensusLearner.restore(options, state);
    await taken(learner.learn(experts[1]));
    expect(await weightsOf(options)).toEqual(await weightsOf(whole));
  });
});

describe('where training starts', () => {
  /** The same expert, but of weights that nobody shares. */
  const stranger = (expert: Expert, seed: number): Expert => ({
    ...expert,
    weights: async () =>
      ((await expert.weights?.()) ?? []).map((array) => ({
        ...array,
        values: Random.seeded(seed, 'stranger').normals(array.values.length),
      })),
  });
  /** What the student holds after one step so small that it changes next to nothing. */
  const start = async (stream: readonly Expert[]) => {
    const { options } = toy({ iterations: 1, peakLearningRate: 1e-12 });
    await learned(options, stream);
    return (await weightsOf(options))[0] as Float32Array;
  };
  const apart = (one: Float32Array, other: Float32Array) =>
    Math.max(...one.map((value, i) => Math.abs(value - (other[i] as number))));
  const first = async (expert: Expert) => ((await expert.weights?.()) ?? [])[0]?.values ?? new Float32Array();

  it('is the mean of experts that started alike', async () => {
    const [one, other] = [await first(experts[0]), await first(experts[1])];
    const mean = one.map((value, i) => (value + (other[i] as number)) / 2);
    expect(apart(await start(experts), mean)).toBeLessThan(1e-5);
  });

  it('is an only expert, whatever it started from', async () => {
    const only = stranger(experts[0], 1);
    expect(apart(await start([only]), await first(only))).toBeLessThan(1e-5);
  });

  it('is the student’s own weights where no two experts started alike', async () => {
    const initial = (await weightsOf(toy().options))[0] as Float32Array;
    const strangers = [stranger(experts[0], 1), stranger(experts[1], 2)];
    expect(apart(await start(strangers), initial)).toBeLessThan(1e-5);
  });
});

describe('the state', () => {
  it('holds two floats an image and output, two an image, and three sets of weights: no image', async () => {
    const { learner } = await learned(toy({ familiarity: 1.5 }).options);
    const state = await learner.state();
    expect(state.evidence.odds).toHaveLength(images.count * 4);
    expect(state.evidence.familiarity).toHaveLength(images.count * 4);
    expect(state.views.own).toHaveLength(images.count);
    expect(state).toMatchObject({
      version: 6,
      familiarity: 1.5,
      experiences: 2,
      images: { count: 300 },
      mean: { experts: 2 },
    });
    const floats = [state.initial, state.mean?.weights ?? [], state.student]
      .flat()
      .reduce((n, { values }) => n + values.length, 0);
    const bytes = JSON.stringify({ ...state, evidence: 0, views: 0, initial: 0, mean: 0, student: 0 }).length;
    expect(floats).toBe(3 * toy().model.countParams());
    expect(bytes).toBeLessThan(300);
  });

  it('is refused with other images or outputs', async () => {
    const { learner } = await learned(toy().options);
    const state = await learner.state();
    const pixels = images.pixels.slice();
    pixels[17] = 1;
    const other = toy({ images: { ...images, pixels } }).options;
    expect(() => ConsensusLearner.restore(other, state)).toThrow(/checksum.*same seed/s);
    const wider = toy({ student: studentFromLayersModel(toyModel(5)) }).options;
    expect(() => ConsensusLearner.restore(wider, state)).toThrow(/5 outputs.*4 outputs/s);
  });

  it('is refused where familiarity counts otherwise or experts are aligned otherwise, and from another version', async () => {
    const { learner } = await learned(toy().options);
    const state = await learner.state();
    const other = toy({ familiarity: 0 }).options;
    expect(() => ConsensusLearner.restore(other, state)).toThrow(
      /familiarity 0 and align true were given.*familiarity by its trust/s,
    );
    const apart = toy({ align: false }).options;
    expect(() => ConsensusLearner.restore(apart, state)).toThrow(/align false were given.*align true/s);
    const { learner: others } = await learned(apart);
    const again = await others.state();
    expect(ConsensusLearner.restore(toy({ align: false }).options, again).evidence()).toEqual(
      others.evidence(),
    );
    const old = { ...state, version: 5 as 6 };
    expect(() => ConsensusLearner.restore(toy().options, old)).toThrow(/version 5.*Query the experts again/s);
  });

  it('is refused where JSON has lost its typed arrays, and the student stays as it was', async () => {
    const { learner } = await learned(toy().options);
    const state: ConsensusState = JSON.parse(JSON.stringify(await learner.state()));
    const { options } = toy();
    expect(() => ConsensusLearner.restore(options, state)).toThrow(/typed arrays.*JSON.*structuredClone/);
    expect(await weightsOf(options)).toEqual(await weightsOf(toy().options));
  });

  it('stays as it was when an experience is left midway or fails', async () => {
    const { options } = toy();
    const learner = new ConsensusLearner(options);
    await taken(learner.query(experts[0]));
    const before = await learner.state();
    for await (const _ of learner.query(experts[1])) break;
    await expect(taken(learner.query({ ...experts[1], logits: () => zeros([250, 7]) }))).rejects.toThrow(
      /7.*4 columns/,
    );
    await expect(taken(learner.query({ ...experts[1], logits: () => zeros([251, 4]) }))).rejects.toThrow(
      /\[251, 4\] for 250 images/,
    );
    for await (const _ of learner.train()) break;
    const { student: _, ...after } = await learner.state();
    expect({ ...after, student: before.student }).toEqual(before);
    await taken(learner.learn(experts[1]));
    const whole = toy().options;
    await learned(whole);
    expect(await weightsOf(options)).toEqual(await weightsOf(whole));
  });
});

it('a learner restored in a training loses no expert, though the next one is given without finishing it', async () => {
  const learner = new ConsensusLearner(toy().options);
  let state = await learner.state();
  for await (const event of learner.learn(experts[0])) {
    if (event.type !== 'step') continue;
    state = await learner.state();
    break;
  }
  expect(state).toMatchObject({ experiences: 1, progress: { phase: 'training' } });
  const { options } = toy();
  await taken(ConsensusLearner.restore(options, state).learn(experts[1]));
  const whole = toy().options;
  await learned(whole);
  expect(await weightsOf(options)).toEqual(await weightsOf(whole));
});

describe('familiarity', () => {
  const evidenceOf = async (changes: Partial<ConsensusOptions>, expert: Expert = experts[0]) =>
    (await (await learned(toy(changes).options, [expert])).learner.state()).evidence;

  it('is remembered beside log-odds, and counts at its weight when the student learns', async () => {
    const [none, half, one] = [toy({ familiarity: 0 }), toy({ familiarity: 0.5 }), toy({ familiarity: 1 })];
    const states = [];
    for (const { options } of [none, half, one]) states.push(await (await learned(options)).learner.state());
    const [without, ...others] = states as [ConsensusState, ConsensusState, ConsensusState];
    expect(without.evidence.familiarity.every((value) => value === 0)).toBe(true);
    for (const { evidence } of others) {
      expect(evidence.odds).toEqual(without.evidence.odds);
      expect(evidence.familiarity).toEqual(others[0].evidence.familiarity);
    }
    expect(await weightsOf(half.options)).not.toEqual(await weightsOf(one.options));
  });

  it('of 0 asks no expert what is new to it', async () => {
    const novelty = () => {
      throw new Error('asked');
    };
    const { classes, logits } = experts[0];
    const odds = await evidenceOf({}, { classes, logits });
    expect(await evidenceOf({ familiarity: 0 }, { ...experts[0], novelty })).toEqual(odds);
  });

  it('weighs what its trust says, unless a weight is given', async () => {
    const { options } = toy();
    const learner = new ConsensusLearner(options);
    expect(learner.familiarity).toEqual({ weight: 1, trust: undefined });
    await taken(learner.query(experts[0]));
    expect(learner.familiarity).toEqual({ weight: 1, trust: undefined });
    await taken(learner.query(experts[1]));
    const { weight, trust } = learner.familiarity;
    expect(trust).toBeGreaterThan(0.1);
    expect(trust).toBeLessThanOrEqual(1);
    expect(weight).toBe(trustedWeight(trust));
    // The same state, restored, and the same experts with a weight.
    const restored = ConsensusLearner.restore(toy().options, await learner.state());
    expect(restored.familiarity).toEqual({ weight, trust });
    const { learner: given } = await learned(toy({ familiarity: 0.25 }).options);
    expect(given.familiarity).toEqual({ weight: 0.25, trust });
  });

  it('is not trusted where the second view is noise, nor known where there is none', async () => {
    const noisy = experts.map(
      (expert, i): Expert => ({
        ...expert,
        novelty: async (...given) => {
          const { layers, of } = await expert.novelty(...given);
          const random = Random.seeded(i, 'noise');
          return {
            layers,
            of: (x) =>
              tidy(() => {
                const own = slice(of(x), [0, 0], [-1, layers.length]);
                const noise = Float32Array.from({ length: own.size }, () => 0.01 + random.uniform());
                return concat([own, tensor2d(noise, own.shape as [number, number])], 1) as Tensor2D;
              }),
          };
        },
      }),
    );
    const { familiarity } = (await learned(toy().options, noisy)).learner;
    expect(Math.abs(familiarity.trust ?? 1)).toBeLessThan(0.2);
    expect(familiarity.weight).toBeLessThan(0.8);
    const estimated = experts.map((expert): Expert => ({ ...expert, initialEstimated: true }));
    const { learner } = await learned(toy().options, estimated);
    expect(learner.familiarity).toEqual({ weight: 1, trust: undefined });
    expect((await learner.state()).evidence.familiarity.some((value) => value !== 0)).toBe(true);
  });
});

describe('experts of several architectures', () => {
  const [one, other] = experts;
  /** The second expert, as if its layers had other inputs. */
  const foreign: Expert = {
    ...other,
    novelty: async (...given) => {
      const { layers, of } = await other.novelty(...given);
      return { of, layers: layers.map(({ inputs, rank }) => ({ inputs: inputs + 1, rank })) };
    },
  };
  async function queried(stream: readonly Expert[]) {
    const learner = new ConsensusLearner(toy({ familiarity: 1 }).options);
    for (const expert of stream) await taken(learner.query(expert));
    return learner;
  }

  it('are compared by half of what sets a lone one of its architecture apart', async () => {
    const learner = await queried([one, foreign]);
    const { odds, familiarity } = (await learner.state()).evidence;
    const evidence = learner.evidence();
    for (let image = 0; image < images.count; image++) {
      const [own = 0, foreigns = 0] = [one, foreign].map(({ classes: [c = 0] }) => image * 4 + c);
      const apart = (values: Float32Array) => (values[own] as number) - (values[foreigns] as number);
      expect(apart(evidence) - apart(odds)).toBeCloseTo(apart(familiarity) / 2, 3);
    }
  });

  it('are told apart again from a state, but for one of an earlier version', async () => {
    const learner = await queried([one, foreign]);
    const state = await learner.state();
    const restored = ConsensusLearner.restore(toy({ familiarity: 1 }).options, state);
    expect(restored.evidence()).toEqual(learner.evidence());
    const { architectures: _, ...earlier } = state;
    const { odds, familiarity } = state.evidence;
    expect(ConsensusLearner.restore(toy({ familiarity: 1 }).options, earlier).evidence()).toEqual(
      odds.map((value, at) => value + (familiarity[at] as number)),
    );
  });
});

describe('classes that several experts know', () => {
  const evidenceOf = async (...stream: Expert[]) =>
    allOf((await (await learned(toy().options, stream)).learner.state()).evidence);
  it('count once: an expert that comes twice says what it says once', async () => {
    const [once, twice] = [await evidenceOf(...experts), await evidenceOf(experts[0], ...experts)];
    twice.forEach((value, i) => {
      expect(value).toBeCloseTo(once[i] as number, 4);
    });
  });
  it('give the same evidence in any order of their experts', async () => {
    const third = toyExpert(1, 2);
    const one = await evidenceOf(experts[0], third, experts[1]);
    const other = await evidenceOf(third, experts[1], experts[0]);
    other.forEach((value, i) => {
      expect(value).toBeCloseTo(one[i] as number, 4);
    });
  });
  it('may be all classes: new instances', async () => {
    const all = [0, 1].map((seed) =>
      expertFromLayersModel(trainedToyModel(bands([0, 1, 2, 3], 60, seed)), { classes: [0, 1, 2, 3] }),
    );
    const { options, logits } = toy({ iterations: 200 });
    await learned(options, all);
    expect(accuracy(logits, test)).toBeGreaterThan(0.8);
  });
});

describe('added images', () => {
  /** Images that model inversion makes of the second expert. */
  async function inverted() {
    const synthesis = modelInversion({
      shape: toyShape,
      outputs: 4,
      iterations: 5,
      learningRate: 0.1,
      batchSize: 20,
      temperature: 1,
    });
    const making = synthesis(experts[1], 20, Random.seeded(1));
    let made = await making.next();
    while (made.done !== true) made = await making.next();
    return made.value;
  }
  it('are shown to the experts to come, count as unlikely to show what earlier ones know, and become part of the state', async () => {
    const { options, logits } = toy({ iterations: 200 });
    const learner = new ConsensusLearner(options);
    await taken(learner.learn(experts[0]));
    const more = await inverted();
    learner.addImages(more);
    const first = await learner.state();
    expect(first.added).toEqual({ shape: toyShape, count: 20, pixels: more.pixels });
    expect(first.lateImages).toEqual([{ from: 300, missed: Int32Array.of(1, 1, 0, 0) }]);
    const kept = structuredClone(first);
    expect([...first.evidence.odds.slice(300 * 4)]).toEqual(Array(80).fill(-3));
    await taken(learner.learn(experts[1]));
    const evidence = (await learner.state()).evidence.odds;
    const rows = Array.from({ length: 20 }, (_, i) => [...evidence.slice((300 + i) * 4, (301 + i) * 4)]);
    for (const row of rows) {
      expect(row.slice(0, 2)).toEqual([-3, -3]);
      expect(Math.max(...row.slice(2))).toBeGreaterThan(-3);
    }
    expect(accuracy(logits, test)).toBeGreaterThan(0.85);

    learner.addImages(more);
    expect(first).toEqual(kept);

    const again = toy({ iterations: 200 });
    await taken(ConsensusLearner.restore(again.options, first).learn(experts[1]));
    expect(await weightsOf(again.options)).toEqual(await weightsOf(options));
  });

  it('count an expert that knows again what an earlier one knew as the first that knows them', async () => {
    const evidenceAfter = async (before: readonly Expert[]) => {
      const learner = new ConsensusLearner(toy().options);
      for (const expert of before) await taken(learner.query(expert));
      learner.addImages(await inverted());
      await taken(learner.query(experts[0]));
      const { odds, familiarity } = (await learner.state()).evidence;
      return allOf({ odds: odds.slice(300 * 4), familiarity: familiarity.slice(300 * 4) });
    };
    expect(await evidenceAfter([experts[0]])).toEqual(await evidenceAfter([]));
  });
});

describe('refusals', () => {
  it.each([
    ['no classes', { classes: [] }, /at least one class/],
    ['a class beyond the outputs', { classes: [4] }, /outputs 0 to 3/],
    ['a class twice', { classes: [1, 1] }, /different outputs/],
    ['a task', { task: 0 }, /one head/],
  ])('an expert of %s', async (_, change, message) => {
    const learner = new ConsensusLearner(toy().options);
    await expect(taken(learner.query({ ...experts[0], ...change }))).rejects.toThrow(message);
  });
  it('initial weights of another architecture; those of another head, or in part not known, are taken', async () => {
    const query = async (initialWeights: Weights) =>
      taken(new ConsensusLearner(toy().options).query({ ...experts[0], initialWeights }));
    await expect(query([])).rejects.toThrow(
      /0 arrays.*kernels none; it has 8 arrays, kernels \[64, 16\] \[16, 4\]/,
    );
    const own = await experts[0].weights();
    const narrow = own.map((array) => ({
      ...array,
      shape: array.shape.map((side) => (side === 16 ? 8 : side)),
    }));
    await expect(query(narrow)).rejects.toThrow(/kernels \[64, 8\] \[8, 4\]; it has/);
    const unknown = own.map((array) => ({ ...array, shape: [0], values: new Float32Array() }));
    const { weights: otherHead } = studentFromLayersModel(toyModel(7));
    for (const allowed of [own, await otherHead(), unknown]) await query(allowed);
  });
  it.each([
    ['iterations', 0],
    ['batchSize', 1.5],
    ['peakLearningRate', 0],
    ['familiarity', -1],
    ['familiarity', Number.NaN],
    ['familiarity', Number.POSITIVE_INFINITY],
  ])('%s %d', (name, value) => {
    expect(() => new ConsensusLearner(toy({ [name]: value }).options)).toThrow(name);
  });
  it('a student of several heads', () => {
    const student = studentFromLayersModel(toyModel(), { heads: 2 });
    expect(() => new ConsensusLearner(toy({ student }).options)).toThrow(/2 heads/);
  });
  it('training before an expert was queried: the student stays as it was, and a query left midway goes on', async () => {
    const { options } = toy();
    const learner = new ConsensusLearner(options);
    const refused = {
      name: 'LearnerStateError',
      state: 'unqueried',
      message: expect.stringMatching(/query\(expert\)/),
    };
    await expect(taken(learner.train())).rejects.toMatchObject(refused);
    expect(await weightsOf(options)).toEqual(await weightsOf(toy().options));
    const query = learner.query(experts[0]);
    await query.next();
    const restored = ConsensusLearner.restore(toy().options, await learner.state());
    await query.return();
    await expect(taken(restored.train())).rejects.toMatchObject(refused);
    expect(await taken(restored.query(experts[0]))).toMatchObject([
      { done: 300 },
      { done: 550 },
      { done: 600 },
    ]);
    await taken(restored.train());
  });
  it('a second expert while it is at work', async () => {
    const learner = new ConsensusLearner(toy().options);
    const first = learner.query(experts[0]);
    await first.next();
    await expect(taken(learner.query(experts[1]))).rejects.toBeInstanceOf(LearnerStateError);
    await expect(taken(learner.train())).rejects.toBeInstanceOf(LearnerStateError);
    expect(() => learner.addImages(images)).toThrow(LearnerStateError);
    await first.return();
    await taken(learner.query(experts[1]));
  });
});

it('holds no tensors: neither after learning nor after leaving midway', async () => {
  const { options } = toy();
  await learned(options);
  const before = memory().numTensors;
  const { learner } = await learned(options);
  for await (const _ of learner.query(experts[0])) break;
  for await (const _ of learner.train()) break;
  expect(memory().numTensors).toBe(before);
});
