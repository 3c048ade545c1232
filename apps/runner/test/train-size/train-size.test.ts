import { join } from 'node:path';
import { type ImageDataset, loadCifar10 } from '@exmodel/benchmarks';
import { adam, crossEntropySum, gradientStep, oneHotRows, Random } from '@exmodel/distill';
import { reestimateBatchNorm, studentFromLayersModel } from '@exmodel/distill/layers';
import { tfjsHandler, withNewClasses } from '@exmodel/models/tfjs';
import { div, type Scalar, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseBackend } from '../../src/backends/choose-backend';
import { mergeFiles } from '../../src/merge/merge-files';
import { enlarged, type Photographs, photographs } from '../photographs';
import { teachableMachine, writeTeachableMachine } from '../teachable-machine';
import { temporaryFolder } from '../temporary-folder';

/**
 * `pnpm test:train-size`: what `merge --train-size` costs. A small MobileNetV2 is trained on six classes of CIFAR-10, enlarged, and fine-tuned
 * into two experts of two other classes each; these are merged by students that are taught on images of their size, and of smaller ones. It
 * prints the accuracy of all on test photographs of full size, how often the experts choose the same class of a painted image at both
 * sizes, and the time. Ten minutes on two cores.
 */
const size = 64;
const start = [2, 5, 6, 7, 8, 9];
const groups = [
  [0, 3],
  [1, 4],
];
const all = groups.flat();
const sizes = [undefined, 43, 32];
const folder = temporaryFolder(afterAll);

beforeAll(async () => void (await chooseBackend('wasm')));

it('students taught on smaller images, tested on whole ones', async () => {
  const { train, test } = await loadCifar10();
  const trained = { size, alpha: 0.35, features: 320, classes: start.length, trunkSeed: 1, headSeed: 1 };
  const first = teachableMachine(trained);
  await fit(first, train, start, { perClass: 500, epochs: 3, learningRate: 2e-3 });
  const lines: string[] = [];
  for (const [i, classes] of groups.entries()) {
    const random = Random.seeded(i, 'head');
    const options = { classes: classes.length, random: () => random.uniform() };
    const expert = await withNewClasses('first', first, options);
    await fit(expert, train, classes, { perClass: 600, epochs: 3, learningRate: 5e-4 });
    await writeTeachableMachine(join(folder, `expert-${i}`), expert, classes.map(String));
    const own = await accuracyOf(expert, photographs(test, classes, 200), classes);
    lines.push(`expert of ${classes.join(', ')}: ${percent(own)} of its own classes`);
  }
  const tested = photographs(test, all, 200);
  for (const trainSize of sizes) {
    const { seconds, same } = await merge(trainSize);
    const student = await loadLayersModel(tfjsHandler(join(folder, 'student/model.json')));
    const accuracy = await accuracyOf(student, tested, all);
    const taught = `student taught on ${trainSize ?? size}×${trainSize ?? size}`;
    const agreement = same.length === 0 ? '' : `; experts with themselves ${same.map(percent).join(', ')}`;
    lines.push(`${taught}: ${percent(accuracy)}, ${seconds.toFixed(0)} s${agreement}`);
    student.dispose();
    expect(accuracy).toBeGreaterThan(1 / all.length);
  }
  console.log(lines.join('\n'));
});

/** Merges by as many images and steps at every size. */
async function merge(trainSize: number | undefined) {
  const began = performance.now();
  let [seconds, same]: [number, readonly number[]] = [Number.NaN, []];
  const experts = groups.map((_, i) => ({ location: `expert-${i}/model.json`, classes: undefined }));
  const wishes = { architecture: undefined, classes: undefined, shape: undefined, normalization: undefined };
  for await (const event of mergeFiles({
    ...{ experts, out: join(folder, 'student/model.json'), wishes: { ...wishes, trainSize } },
    ...{ source: undefined, iterations: 400, budget: { effort: 0.26 }, seed: 1, imagesPerBatch: 32 },
    ...{ memory: { machine: 8e9 }, initial: undefined, images: undefined, locations: {} },
    resolve: (location) => join(folder, location),
  })) {
    if (event.type === 'estimate') same = event.sizes?.same ?? [];
    if (event.type !== 'written') continue;
    seconds = (performance.now() - began) / 1000;
    break; // The comparison says nothing new.
  }
  return { seconds, same };
}

interface FitOptions {
  readonly perClass: number;
  readonly epochs: number;
  readonly learningRate: number;
}

/** Trains the whole model; its batch norm then knows the images that it was trained on. */
async function fit(
  model: LayersModel,
  dataset: ImageDataset,
  classes: readonly number[],
  { perClass, epochs, learningRate }: FitOptions,
): Promise<void> {
  const { pixels, labels } = photographs(dataset, classes, perClass);
  const student = studentFromLayersModel(model);
  const optimizer = adam(student.variables, { learningRate });
  const random = Random.seeded(1, 'fit');
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = random.permutation(labels.length);
    for (let from = 0; from + 32 <= order.length; from += 32) {
      const batch = [...order.subarray(from, from + 32)];
      const values = new Float32Array(32 * 3072);
      batch.forEach((at, i) => void values.set(pixels.subarray(at * 3072, (at + 1) * 3072), i * 3072));
      tidy(() => {
        const own = Int32Array.from(batch, (at) => classes.indexOf(labels[at] as number));
        const wanted = tensor2d(oneHotRows(own, classes.length), [32, classes.length]);
        const images = enlarged(values, size, 0, 32);
        gradientStep(
          student.variables,
          optimizer,
          () => div(crossEntropySum(student.logits(images, { training: true }), wanted), 32) as Scalar,
        );
      });
    }
  }
  optimizer.dispose();
  const images = tidy(() => enlarged(pixels, size, 0, 400).dataSync<'float32'>().slice());
  await reestimateBatchNorm(model, { shape: [size, size, 3], count: 400, pixels: images }, { batchSize: 50 });
}

async function accuracyOf(
  model: LayersModel,
  { pixels, labels }: Photographs,
  classes: readonly number[],
): Promise<number> {
  const student = studentFromLayersModel(model);
  let right = 0;
  for (let from = 0; from < labels.length; from += 50) {
    const rows = tidy(() => student.logits(enlarged(pixels, size, from, 50)));
    for (const [i, row] of (await rows.array()).entries())
      if (classes[row.indexOf(Math.max(...row))] === labels[from + i]) right += 1;
    rows.dispose();
  }
  return right / labels.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
