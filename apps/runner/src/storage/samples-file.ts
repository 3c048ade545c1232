import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageBatch, ImageShape } from '@exmodel/distill';
import { readSafetensors, writeSafetensors } from '@exmodel/models';
import type { Store } from './store';

/** A file of samples that is missing or lacks something. */
export class SamplesFileError extends Error {
  override readonly name = 'SamplesFileError';

  constructor(
    readonly path: string,
    given: string,
    expected: string,
  ) {
    super(
      `${path}: ${given}; ${expected}. Set buffer_path to the samples/ folder of a run on the same scenario and model.`,
    );
  }
}

/**
 * Saves one experience's images below `folder`, a key of the store: `images` [count, height, width, channels] in normalised pixels, `labels` [count] and,
 * if there are any, `soft_labels` [count, outputs].
 */
export async function writeSamples(
  store: Store,
  folder: string,
  experience: number,
  samples: ImageBatch,
): Promise<void> {
  const tensors = new Map([
    ['images', { shape: [samples.count, ...samples.shape], data: samples.pixels }],
    ...(samples.labels === undefined
      ? []
      : ([['labels', { shape: [samples.count], data: Float32Array.from(samples.labels) }]] as const)),
    ...(samples.softLabels === undefined
      ? []
      : ([
          [
            'soft_labels',
            { shape: [samples.count, samples.softLabels.length / samples.count], data: samples.softLabels },
          ],
        ] as const)),
  ]);
  await store.writeWhole(`${folder}/${nameOf(experience)}`, writeSafetensors(tensors, { layout: 'NHWC' }));
}

/**
 * Reads what {@link writeSamples} wrote.
 *
 * @param folder its path: it is an input, and need not be in a store
 *
 * @throws SamplesFileError if the file is missing or damaged, or contains images of another shape
 */
export function readSamples(folder: string, experience: number, shape: ImageShape): ImageBatch {
  const path = join(folder, nameOf(experience));
  if (!existsSync(path))
    throw new SamplesFileError(path, 'there is no such file', 'one file per experience is needed');
  const expected = `images [count, ${shape.join(', ')}] and labels [count] are needed`;
  const tensors = readTensors(path, expected);
  const images = tensors.get('images');
  const labels = tensors.get('labels');
  if (images === undefined || labels === undefined)
    throw new SamplesFileError(path, `it holds ${[...tensors.keys()].join(', ')}`, expected);
  const [stored, ...storedShape] = images.shape;
  if (stored === undefined || storedShape.join() !== shape.join() || labels.data.length !== stored) {
    throw new SamplesFileError(
      path,
      `it holds images [${images.shape.join(', ')}] and ${labels.data.length} labels`,
      expected,
    );
  }
  const softLabels = tensors.get('soft_labels')?.data;
  return {
    shape,
    count: stored,
    pixels: images.data,
    labels: Int32Array.from(labels.data),
    ...(softLabels && { softLabels }),
  };
}

function readTensors(path: string, expected: string) {
  try {
    return readSafetensors(readFileSync(path)).tensors;
  } catch (error) {
    throw new SamplesFileError(path, error instanceof Error ? error.message : String(error), expected);
  }
}

function nameOf(experience: number): string {
  return `buffer_e${experience}.safetensors`;
}
