import './setup';
import { memory, mul, type Scalar, square, sum } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { diagonalFisher } from '../src/adapters/diagonal-fisher';
import { expertFromLayersModel } from '../src/adapters/expert-from-layers-model';
import { modelWeights } from '../src/adapters/model-weights';
import { studentFromLayersModel } from '../src/adapters/student-from-layers-model';
import { ConsensusLearner } from '../src/consensus/consensus-learner';
import { evidenceAscent } from '../src/consensus/evidence-ascent';
import { ExModelLearner } from '../src/ex-model/ex-model-learner';
import { drawnImages } from '../src/experts/drawn-images';
import { MissingProbeError } from '../src/missing-probe-error';
import { Random } from '../src/random';
import { gaussianNoise } from '../src/sources/gaussian-noise';
import type { Student } from '../src/student';
import { modelInversion } from '../src/synthesis/model-inversion';
import type { Synthesis } from '../src/synthesis/synthesis';
import { experts } from './state-cases/experts';
import { bands, toyModel, toyShape } from './toy';

const [expert] = experts as [(typeof experts)[number]];
const plain = expertFromLayersModel(
  sequential({
    layers: [
      layers.flatten({ inputShape: [...toyShape] }),
      layers.dense({
        units: 8,
        activation: 'relu',
        kernelInitializer: initializers.glorotUniform({ seed: 1 }),
      }),
      layers.dense({ units: 4, kernelInitializer: initializers.glorotUniform({ seed: 2 }) }),
    ],
  }),
  { classes: [0, 1] },
);
const model = toyModel();
/** Only its last layer finds that images are not 8×8. */
const shortSighted = sequential({
  layers: [
    layers.conv2d({
      inputShape: [...toyShape],
      filters: 1,
      kernelSize: 3,
      activation: 'relu',
    }),
    layers.flatten(),
    layers.dense({ units: 2 }),
  ],
});
const student = studentFromLayersModel(model);
const initial = await modelWeights(model);
const images = bands([0, 1], 8);
const start = (count: number, random: Random) => random.normals(count * 64);
const recipe = {
  shape: toyShape,
  outputs: 4,
  iterations: 2,
  learningRate: 0.1,
  batchSize: 8,
  temperature: 1,
};
const training = { student, iterations: 2, batchSize: 4, learningRate: 0.1, seed: 1 };

const made = (synthesis: Synthesis, of = expert) => synthesis(of, 8, Random.seeded(1)).next();
/** An error of a function of the caller's own, once the gradient is on its way. */
const fail = (): never => {
  throw new Error('a mistake of one’s own');
};
/** As the model's logits, but that they fail at some time. */
const failing = <M extends Pick<Student, 'logits'>>(model: M, when: () => boolean): M => ({
  ...model,
  logits: (images, options) => {
    const logits = model.logits(images, options);
    return when() ? fail() : logits;
  },
});
let calls = 0;
const ascent = (changes = {}) => evidenceAscent({ ...recipe, start, initial, ...changes });

it.each<[string, () => Promise<unknown>, string | RegExp, (new (...given: never) => Error)?]>([
  [
    'inversion of an expert without batch norm',
    () => made(modelInversion({ ...recipe, batchNorm: 1 }), plain),
    /without batch norm.*batchNorm \(buffer_bns\) to 0/,
    MissingProbeError,
  ],
  [
    'images drawn by inversion towards an expert without batch norm',
    () => made(drawnImages('inversion', { shape: toyShape, outputs: 4, start }), plain),
    /without batch norm.*probesOf/,
    MissingProbeError,
  ],
  [
    'inversion for another number of outputs',
    () => made(modelInversion({ ...recipe, outputs: 5 })),
    /logits of shape \[8, 4\].*\[8, 5\]/,
    RangeError,
  ],
  [
    'inversion with batch norm for another number of outputs',
    () => made(modelInversion({ ...recipe, outputs: 5, batchNorm: 1 })),
    /logits of shape \[8, 4\].*\[8, 5\]/,
    RangeError,
  ],
  [
    'evidence ascent for another number of outputs',
    () => made(ascent({ outputs: 5 })),
    /logits of shape \[8, 4\].*\[8, 5\]/,
    RangeError,
  ],
  [
    'evidence ascent of an expert that fails',
    () =>
      made(
        ascent(),
        failing(expert, () => calls++ > 0),
      ),
    'a mistake of one’s own',
  ],
  [
    'a loss that fails',
    () => {
      const loss = (logits: Parameters<typeof square>[0]) => mul(sum(square(logits)), fail()) as Scalar;
      const learner = new ExModelLearner({ ...training, source: gaussianNoise(toyShape), loss });
      return learner.learn(expert).next();
    },
    'a mistake of one’s own',
  ],
  [
    'a student that fails',
    async () => {
      const own = failing(student, () => true);
      const learner = new ConsensusLearner({ ...training, student: own, images });
      for await (const _ of learner.learn(expert));
    },
    'a mistake of one’s own',
  ],
  [
    'the Fisher information on images of another size',
    () => diagonalFisher(shortSighted, { shape: [16, 16, 1], count: 2, pixels: images.pixels }),
    /which takes \[batch, 8, 8, 1\]/,
  ],
])('%s: the error says so, and leaks nothing', async (_, work, message, kind = Error) => {
  for (let again = 0; again < 2; again++) {
    calls = 0;
    const before = memory().numTensors;
    const error = await work().catch((reason: unknown) => reason as Error);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect(memory().numTensors).toBe(before);
  }
});
