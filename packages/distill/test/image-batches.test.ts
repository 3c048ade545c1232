import './setup';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { diagonalFisher } from '../src/adapters/diagonal-fisher';
import { inputGrams } from '../src/adapters/input-grams';
import { reestimateBatchNorm } from '../src/adapters/reestimate-batch-norm';
import { studentFromLayersModel } from '../src/adapters/student-from-layers-model';
import { horizontalFlip } from '../src/augmentations/horizontal-flip';
import { paddedCrop } from '../src/augmentations/padded-crop';
import { resizedCrop } from '../src/augmentations/resized-crop';
import { rotation } from '../src/augmentations/rotation';
import { ConsensusLearner } from '../src/consensus/consensus-learner';
import { ExModelLearner } from '../src/ex-model/ex-model-learner';
import { agreement } from '../src/experts/agreement';
import { concatenateImages, type ImageBatch, selectImages } from '../src/images';
import { Random } from '../src/random';
import { auxiliaryImages } from '../src/sources/auxiliary-images';
import { rehearsalBuffer } from '../src/sources/rehearsal-buffer';
import { experts } from './state-cases/experts';
import { bands, toyModel, toyShape } from './toy';

const [expert] = experts as [(typeof experts)[number]];
const model = toyModel();
const student = studentFromLayersModel(model);
const images = bands([0, 1, 2, 3], 20);
const random = () => Random.seeded(1);
const consensus = (given: ImageBatch) => new ConsensusLearner({ student, images: given, seed: 1 });

/** Takes the images of a source to learn from, to its first step. */
async function firstStep(source: ConstructorParameters<typeof ExModelLearner>[0]['source']) {
  const options = { iterations: 1, batchSize: 4, learningRate: 0.01, seed: 1, crossEntropy: true };
  const learner = new ExModelLearner({ student, source, ...options });
  try {
    await learner.learn(expert).next();
  } finally {
    learner.dispose();
  }
}
const ownSynthesis = (made: ImageBatch) =>
  rehearsalBuffer({
    budget: 20,
    async *synthesis() {
      return made;
    },
  });

type Entry = [string, (given: ImageBatch) => unknown];
/** Where images enter the package to be learned from or measured on: a new one is one line here. */
const uses: Entry[] = [
  ['new ConsensusLearner', consensus],
  ['addImages', (given) => consensus(images).addImages(given)],
  ['a synthesis of one’s own', (given) => ownSynthesis(given).prepare(expert, random()).next()],
  ['a source of one’s own', (given) => firstStep({ ...auxiliaryImages(source), draw: () => given })],
  ['agreement', (given) => agreement(student, expert, given)],
  ['diagonalFisher', (given) => diagonalFisher(model, given)],
  ['inputGrams', (given) => inputGrams(model, given, { batchSize: 4 })],
  ['reestimateBatchNorm', (given) => reestimateBatchNorm(model, given, { batchSize: 4 })],
];
/** Where they are only changed or kept, and may be none. */
const changes: Entry[] = [
  ['the state of a buffer', (given) => ownSynthesis(images).restore({ parts: [given] })],
  ['selectImages', (given) => selectImages(given, [])],
  ['concatenateImages', (given) => concatenateImages([images, given])],
  ['horizontalFlip', (given) => horizontalFlip().each(given, random())],
  ['paddedCrop', (given) => paddedCrop(1).each(given, random())],
  ['resizedCrop', (given) => resizedCrop(4).each(given, random())],
  ['rotation', (given) => rotation(15).each(given, random())],
];
const source = { shape: toyShape, count: 20, read: () => images.pixels };

const none = { count: 0, pixels: new Float32Array(), labels: new Int32Array() };

describe.each([...uses, ...changes])('%s', (_, enter) => {
  it.each([
    [
      'of too few pixels',
      { pixels: images.pixels.subarray(0, 100) },
      /pixels.* 100 .*20 images of 8×8×1.*1280/,
    ],
    ['of too many pixels', { count: 19 }, /pixels.* 1280 .*19 images.*1216/],
    ['of no number', { count: Number.NaN }, /count NaN/],
    ['of a side of 0', { shape: [8, 0, 1] as const }, /8×0×1.*height, width and channels/],
    ['without channels', { shape: [8, 8] as never }, /8×8 .*height, width and channels/],
  ])('refuses images %s, and leaks nothing', async (_, change, message) => {
    const before = memory().numTensors;
    const entering = (async () => enter({ ...images, ...change }))();
    await expect(entering).rejects.toThrow(RangeError);
    await expect(entering).rejects.toThrow(message);
    expect(memory().numTensors).toBe(before);
  });
});

it.each(uses)('%s refuses to do with no images', async (_, enter) => {
  await expect((async () => enter({ ...images, ...none }))()).rejects.toThrow(/images.count 0/);
});

it.each(changes)('%s takes no images', (_, enter) => {
  expect(() => enter({ ...images, ...none })).not.toThrow();
});

it.each([
  ['labels', { labels: new Int32Array(3) }, /labels.* 3 .*20 images.*20/],
  ['tasks', { tasks: new Int32Array(21) }, /tasks.* 21 .*20/],
  ['soft labels', { softLabels: new Float32Array(79) }, /softLabels.* 79 .*20 images.*80/],
  ['no soft labels', { softLabels: new Float32Array() }, /softLabels.* 0 .*20 images.*20/],
])('%s of other images are refused', (_, change, message) => {
  expect(() => selectImages({ ...images, ...change }, [0])).toThrow(message);
});

it.each([20, -1, 1.5, Number.NaN])('there is no image %d', (index) => {
  expect(() => selectImages(images, [0, index])).toThrow(new RegExp(`image ${index} .*0 to 19`));
});

it('a data set of no images is refused', () => {
  expect(() => auxiliaryImages({ ...source, count: 0 })).toThrow(/count 0/);
});
