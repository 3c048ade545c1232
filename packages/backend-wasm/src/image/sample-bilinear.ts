import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import type { ImageShape } from './image-shape';
import type { Between } from './place';

/** Elements that a thread computes at once. */
const GRAIN = 8_192;
/** Bytes of a place in a table (assembly/resize.ts). */
const PLACE_BYTES = 12;

/** Where the outputs are sampled: each from one image (negative: none, it is zeros), at the crossings of rows and columns. */
export interface BilinearSamples {
  readonly images: Int32Array;
  /** One for each output, or one for all. */
  readonly tables: readonly { readonly rows: readonly Between[]; readonly columns: readonly Between[] }[];
  /** The value of places outside of the image. */
  readonly fill: number;
}

/** Writes the samples where the kernels read them. */
function write(backend: WasmBackend, { images, tables }: BilinearSamples) {
  const { buffer } = backend.native.memory;
  const list = tables.map(({ rows, columns }) => [...rows, ...columns]);
  const step = (list[0] as Between[]).length * PLACE_BYTES;
  const imageTable = backend.temporary(images.length * 4);
  const placeTable = backend.temporary(list.length * step);
  new Int32Array(buffer, imageTable, images.length).set(images);
  const pixels = new Int32Array(buffer, placeTable, (list.length * step) / 4);
  const fractions = new Float32Array(buffer, placeTable, (list.length * step) / 4);
  list.flat().forEach(([first, second, fraction], i) => {
    pixels[3 * i] = first;
    pixels[3 * i + 1] = second;
    fractions[3 * i + 2] = fraction;
  });
  return { images: imageTable, tables: placeTable, tableStep: list.length === 1 ? 0 : step };
}

/** The outputs, of the shape `out`, sampled from images of the shape `shape`. */
export function sampleBilinear(
  backend: WasmBackend,
  source: TensorInfo,
  out: ImageShape,
  samples: BilinearSamples,
): TensorInfo {
  const [, height, width, channels] = source.shape as ImageShape;
  const [outputs, outHeight, outWidth] = out;
  const output = backend.output(out);
  backend.threads.run('resizeBilinear', outputs * outHeight, Math.ceil(GRAIN / (outWidth * channels)), {
    source: backend.address(source),
    target: backend.address(output),
    height,
    width,
    channels,
    outHeight,
    outWidth,
    fill: samples.fill,
    ...write(backend, samples),
  });
  return output;
}

/** The gradient with respect to images of the shape `shape`, given that of the outputs. Images are shared among threads. */
export function sampleBilinearGradient(
  backend: WasmBackend,
  gradient: TensorInfo,
  shape: ImageShape,
  samples: BilinearSamples,
): TensorInfo {
  const [batch, height, width, channels] = shape;
  const [outputs, outHeight, outWidth] = gradient.shape as ImageShape;
  const output = backend.output(shape);
  const grain = Math.ceil(GRAIN / (outHeight * outWidth * channels));
  backend.threads.run('resizeBilinearGradient', batch, grain, {
    gradient: backend.address(gradient),
    target: backend.address(output),
    outputs,
    height,
    width,
    channels,
    outHeight,
    outWidth,
    ...write(backend, samples),
  });
  return output;
}
