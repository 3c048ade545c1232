import './setup';
import { memory, type Tensor4D } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { diagonalFisher } from '../src/adapters/diagonal-fisher';
import { expertFromLayersModel } from '../src/adapters/expert-from-layers-model';
import { inputGrams } from '../src/adapters/input-grams';
import { reestimateBatchNorm } from '../src/adapters/reestimate-batch-norm';
import { studentFromLayersModel } from '../src/adapters/student-from-layers-model';
import { trainedSubspace } from '../src/adapters/trained-subspace';
import { ConsensusLearner } from '../src/consensus/consensus-learner';
import { logOdds } from '../src/consensus/log-odds';
import { ExModelLearner } from '../src/ex-model/ex-model-learner';
import type { Expert } from '../src/expert';
import { agreement } from '../src/experts/agreement';
import { drawnImages } from '../src/experts/drawn-images';
import { Random } from '../src/random';
import { rehearsalBuffer } from '../src/sources/rehearsal-buffer';
import type { Student } from '../src/student';
import { modelInversion } from '../src/synthesis/model-inversion';
import { takeTurn } from '../src/take-turn';
import { bands, toyModel, toyShape, trainedToyModel } from './toy';

/** What happens in this thread: a batch through a network is computed, or its host has a turn. */
let happened: ('batch' | 'turn')[] = [];
let onBatch: (() => void) | undefined;
/** The work takes so long between two looks at the clock, in milliseconds. */
let pace = 25;
/** Never goes back: there is one for the whole thread. */
let now = 1e9;
let host: NodeJS.Immediate;

beforeEach(() => {
  happened = [];
  onBatch = undefined;
  pace = 25;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += pace;
    return now;
  });
  const { setImmediate: after } = globalThis;
  const turn = () => {
    happened.push('turn');
    host = after(turn);
  };
  host = after(turn);
});

afterEach(() => {
  clearImmediate(host);
  vi.restoreAllMocks();
});

const trained = trainedToyModel(bands([0, 1], 20));
const origin = await studentFromLayersModel(toyModel()).weights();
const images = bands([0, 1, 2, 3], 12);

function told<Network extends Pick<Expert, 'logits'>>(network: Network): Network {
  return {
    ...network,
    logits: (pixels: Tensor4D, options?: object) => {
      happened.push('batch');
      onBatch?.();
      return (network as Pick<Student, 'logits'>).logits(pixels, options);
    },
  };
}
const plain = () => expertFromLayersModel(trained, { classes: [0, 1] });
const expert = () => told({ ...plain(), initialWeights: origin });
/** One whose statistics are asked for with its logits. */
const watched = (): Expert => {
  const { logitsAndStatistics, ...own } = plain();
  const both = told({ logits: logitsAndStatistics as unknown as Expert['logits'] });
  return { ...own, logitsAndStatistics: both.logits as unknown as NonNullable<typeof logitsAndStatistics> };
};
const toldModel = () => {
  const model = toyModel();
  const apply = model.apply.bind(model);
  model.apply = (...given) => {
    happened.push('batch');
    onBatch?.();
    return apply(...given);
  };
  return model;
};
const start = (count: number, random: Random) => random.normals(count * 64);

const student = () => studentFromLayersModel(toyModel());
const consensus = (signal: AbortSignal, own = student()) => {
  const options = { student: own, images, iterations: 6, batchSize: 4, queryBatchSize: 2, seed: 1, signal };
  return new ConsensusLearner(options);
};
const exModel = (signal: AbortSignal, own = student()) => {
  const synthesis = modelInversion({
    ...{ shape: toyShape, outputs: 4, iterations: 2, learningRate: 0.1, batchSize: 3, temperature: 1 },
  });
  const source = rehearsalBuffer({ synthesis, budget: 9 });
  const rates = { iterations: 6, batchSize: 4, learningRate: 0.1, seed: 1 };
  return new ExModelLearner({ student: own, source, ...rates, signal });
};

/** Makes its own students, so that nothing of them is there before. */
type Work = (signal: AbortSignal) => Promise<void>;
const works: readonly (readonly [string, Work])[] = [
  ['the query of a consensus', (signal) => run(consensus(signal).query(expert()))],
  [
    'its training',
    async (signal) => {
      const learner = consensus(signal, told(student()));
      await run(learner.query({ ...plain(), initialWeights: origin }));
      await run(learner.train());
    },
  ],
  [
    'the synthesis of ex-model distillation',
    async (signal) => {
      const learner = exModel(signal);
      await run(learner.learn(expert())).finally(() => learner.dispose());
    },
  ],
  [
    'its training',
    async (signal) => {
      const learner = exModel(signal, told(student()));
      await run(learner.learn(plain())).finally(() => learner.dispose());
    },
  ],
  [
    'drawing by evidence',
    (signal) => {
      const draw = drawnImages('ascent', { shape: toyShape, start, outputs: 4, batchSize: 3, signal });
      return run(draw(expert(), 6, Random.seeded(1)));
    },
  ],
  [
    'the comparison of a student with an expert',
    async (signal) => {
      await agreement(told(student()), expert(), images, { batchSize: 4, signal });
    },
  ],
  [
    'drawing by inversion',
    (signal) => {
      const draw = drawnImages('inversion', { shape: toyShape, start, outputs: 4, batchSize: 2, signal });
      return run(draw(watched(), 4, Random.seeded(1)));
    },
  ],
  [
    'the estimate of batch norm',
    (signal) => reestimateBatchNorm(toldModel(), images, { batchSize: 2, signal }),
  ],
  [
    'the estimate of Fisher information',
    async (signal) => void (await diagonalFisher(toldModel(), images, { signal })),
  ],
  [
    'the measurement of layers’ inputs',
    async (signal) => void (await inputGrams(toldModel(), images, { batchSize: 2, signal })),
  ],
];

async function run(events: AsyncGenerator<unknown, unknown>): Promise<void> {
  for await (const _ of events);
}

describe.each(works)('%s', (_, work) => {
  it('lets its host have a turn between any two batches that take long', async () => {
    await work(new AbortController().signal);
    const batches = happened.filter((what) => what === 'batch');
    expect(batches.length).toBeGreaterThan(4);
    expect(happened.join()).not.toContain('batch,batch');
  });

  it('takes no turns where there is no time to be given', async () => {
    await takeTurn();
    pace = 0;
    happened = [];
    await work(new AbortController().signal);
    expect(happened).not.toContain('turn');
  });

  it('ends at once when it is aborted, by an error that says why, and frees its tensors', async () => {
    const models = memory().numTensors;
    await work(new AbortController().signal).catch(() => undefined);
    const kept = memory().numTensors - models; // The student, and what the engine keeps of a model.
    const controller = new AbortController();
    const reason = new Error('no longer needed');
    happened = [];
    onBatch = () => {
      if (happened.filter((what) => what === 'batch').length === 3) controller.abort(reason);
    };
    const before = memory().numTensors;
    await expect(work(controller.signal)).rejects.toMatchObject({ name: 'AbortError', cause: reason });
    expect(happened.filter((what) => what === 'batch')).toHaveLength(3);
    expect(memory().numTensors - before).toBe(kept);
  });
});

it('pure calculations over many images or a large kernel let others have turns, and end when they are aborted', async () => {
  const { signal } = new AbortController();
  const values = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i));
  const calculations = [
    (given: AbortSignal) => logOdds({ width: 2, values }, [0, 1], 20, given),
    (given: AbortSignal) => trainedSubspace(values, values.map(Math.cos), 20, 2, { signal: given }),
  ];
  for (const calculate of calculations) {
    happened = [];
    await calculate(signal);
    expect(happened.length).toBeGreaterThanOrEqual(20);
    await expect(calculate(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  }
});

it('works where there is only a browser’s message channel', async () => {
  vi.stubGlobal('setImmediate', undefined);
  try {
    for (let i = 0; i < 10; i++) await takeTurn();
  } finally {
    vi.unstubAllGlobals();
  }
  expect(happened).toContain('turn');
});
