import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageBatch, ImageShape } from '@exmodel/distill';
import { readNpz } from '@exmodel/models/numpy';
import { readPytorchTensor, type StateTensor } from '@exmodel/models/pytorch';
import { readSamples, SamplesFileError } from '../../storage/samples-file';

/**
 * One experience's images from a folder of buffers:
 *
 * - `buffer_e0.safetensors`, as a run writes it to `samples/`;
 * - `buffer_e0.npz` with `images`, `labels` and perhaps `soft_labels`;
 * - `buffer_x_e0.pt` and `buffer_y_e0.pt`, as the reference writes them: `y` has labels [count], or soft ones [count, outputs].
 *
 * Images of the last two are [count, height, width, channels] or, as PyTorch has them, [count, channels, height, width].
 *
 * @throws SamplesFileError where there is none, or one that is damaged or of images of another shape
 */
export function readSavedImages(folder: string, experience: number, shape: ImageShape): ImageBatch {
  const npz = join(folder, `buffer_e${experience}.npz`);
  const [x, y] = ['x', 'y'].map((part) => join(folder, `buffer_${part}_e${experience}.pt`)) as [
    string,
    string,
  ];
  if (existsSync(npz)) {
    const arrays = orDamaged(npz, shape, () => readNpz(readFileSync(npz)));
    return batch(npz, shape, arrays.get('images'), arrays.get('labels'), arrays.get('soft_labels'));
  }
  if (existsSync(x)) {
    const images = orDamaged(x, shape, () => readPytorchTensor(readFileSync(x)));
    const labels = orDamaged(y, shape, () => readPytorchTensor(readFileSync(y)));
    const isSoft = labels.shape.length === 2;
    return batch(x, shape, images, isSoft ? undefined : labels, isSoft ? labels : undefined);
  }
  return readSamples(folder, experience, shape);
}

function batch(
  path: string,
  shape: ImageShape,
  images: StateTensor | undefined,
  labels: StateTensor | undefined,
  soft: StateTensor | undefined,
): ImageBatch {
  const count = images?.shape[0] ?? 0;
  const pixels = images && channelsLast(images, shape);
  const softFits = soft === undefined || (soft.shape.length === 2 && soft.shape[0] === count);
  const classes = labels?.data ?? (soft && bestOf(soft));
  if (pixels === undefined || classes?.length !== count || count === 0 || !softFits) {
    const held = { images, labels, 'soft labels': soft };
    const described = Object.entries(held).flatMap(([name, tensor]) =>
      tensor === undefined ? [] : `${name} [${tensor.shape.join(', ')}]`,
    );
    throw new SamplesFileError(
      path,
      `it holds ${described.join(' and ') || 'neither images nor labels'}`,
      needed(shape),
    );
  }
  return {
    ...{ shape, count, pixels },
    labels: Int32Array.from(classes),
    ...(soft && { softLabels: soft.data }),
  };
}

/** The pixels with their channels innermost; undefined where the images are of another shape. */
function channelsLast(
  { shape: [count = 0, ...given], data }: StateTensor,
  shape: ImageShape,
): Float32Array | undefined {
  const [height, width, channels] = shape;
  if (given.join() === shape.join()) return data;
  if (given.join() !== [channels, height, width].join()) return undefined;
  const area = height * width;
  const pixels = new Float32Array(data.length);
  for (let image = 0; image < count; image++) {
    for (let channel = 0; channel < channels; channel++) {
      const from = (image * channels + channel) * area;
      for (let at = 0; at < area; at++) {
        pixels[(image * area + at) * channels + channel] = data[from + at] as number;
      }
    }
  }
  return pixels;
}

function bestOf({ shape: [count = 0, outputs = 0], data }: StateTensor): number[] {
  return Array.from({ length: count }, (_, row) => {
    const values = data.subarray(row * outputs, (row + 1) * outputs);
    return values.indexOf(Math.max(...values));
  });
}

function orDamaged<T>(path: string, shape: ImageShape, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new SamplesFileError(path, error instanceof Error ? error.message : String(error), needed(shape));
  }
}

function needed(shape: ImageShape): string {
  const [height, width, channels] = shape;
  const chw = [channels, height, width];
  return `images [count, ${shape.join(', ')}] or [count, ${chw.join(', ')}] and labels [count] are needed`;
}
