import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setThreads } from '@exmodel/backend-wasm';
import { paintImages, strokes } from '@exmodel/distill';
import { tfjsHandler } from '@exmodel/models/tfjs';
import { openWeights } from '@exmodel/models/weights';
import { setBackend, type Tensor2D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { readGivenImages } from '../../runner/src/merge/given-folder';
import { mergeModels } from '../../runner/src/merge/merge-models';

const shape = [28, 28, 1] as const;
const count = 8;
const normalization = { mean: [0.1307], std: [0.3081] };

/** Beside a browser that computes, threads would wait for one another; the results are the same bits with one. */
async function startEngine(): Promise<void> {
  await setBackend('exmodel-wasm');
  setThreads(1);
}

async function logitsOf(model: LayersModel): Promise<number[][]> {
  const { pixels } = paintImages({ recipe: [[strokes, 1]], shape, normalization, count, seed: 9 });
  const logits = tidy(() => model.predict(tensor4d(pixels, [count, ...shape])) as Tensor2D);
  try {
    return await logits.array();
  } finally {
    logits.dispose();
  }
}

/** Labels and logits, on a few images, of a student as TensorFlow.js loads it from its archive. */
export async function studentOf(archive: Uint8Array) {
  await startEngine();
  const files = new Map([['student.zip', new Blob([new Uint8Array(archive)])]]);
  const { metadata } = await openWeights('student.zip', { files });
  const model = await loadLayersModel(tfjsHandler('student.zip', { files }));
  try {
    return { labels: JSON.parse(metadata.classes ?? '[]') as string[], logits: await logitsOf(model) };
  } finally {
    model.dispose();
  }
}

/** Logits on the same images of the student that the command makes of these files, from a folder of pictures if one is given. */
export async function mergedHere(
  paths: readonly string[],
  iterations: number,
  folder?: string,
): Promise<number[][]> {
  await startEngine();
  const files = new Map<string, Blob>();
  for (const path of paths) files.set(basename(path), new Blob([await readFile(path)]));
  const experts: { location: string; classes: { name: string }[] }[] = [];
  for (const location of files.keys()) {
    const { metadata } = await openWeights(location, { files });
    const names = JSON.parse(metadata.classes ?? '[]') as string[];
    experts.push({ location, classes: names.map((name) => ({ name })) });
  }
  let logits: number[][] = [];
  const merging = mergeModels(
    {
      ...{ experts, iterations, seed: 1, initial: undefined, source: undefined },
      wishes: { architecture: undefined, classes: undefined, shape: undefined, normalization: undefined },
      ...{ memory: { machine: 2 ** 32 }, resolve: (location) => location, locations: { files } },
    },
    {
      accept: () => undefined,
      images: async (plan) =>
        folder === undefined ? undefined : readGivenImages({ folder, strict: false }, plan, 1),
      async keep({ model }) {
        logits = await logitsOf(model as LayersModel);
      },
    },
  );
  for await (const event of merging) if (event.type === 'written') break;
  return logits;
}
