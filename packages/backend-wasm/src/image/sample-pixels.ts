import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import type { ImageShape } from './image-shape';

/** Elements that a thread copies at once. */
const GRAIN = 16_384;

/** The place of a table that stands for the fill, and the one for zeros. */
export const FILL = -1;
export const ZEROS = -2;

/**
 * Copies pixels: the outputs, of the shape `out`, are those that the table names.
 *
 * @param table for each pixel of an output the index of one in its image, FILL or ZEROS. Outputs and images come in
 *   groups of equally many, one table for all: an output a group, or all outputs in one with all images
 * @param fill the channels of FILL, 0 without
 */
export function samplePixels(
  backend: WasmBackend,
  source: TensorInfo,
  out: ImageShape,
  table: Int32Array,
  fill?: ArrayLike<number>,
): TensorInfo {
  const [batch, height, width, channels] = source.shape as ImageShape;
  const pixels = out[0] * out[1] * out[2];
  const groups = pixels / table.length;
  const output = backend.output(out, source.dtype);
  const fillPixels = backend.temporary(channels * 8);
  const values = new Float32Array(backend.native.memory.buffer, fillPixels, channels * 2).fill(0);
  if (fill !== undefined) values.set(fill);
  backend.threads.run('samplePixels', pixels, Math.ceil(GRAIN / channels), {
    source: backend.address(source),
    target: backend.address(output),
    table: writeTable(backend, table),
    fill: fillPixels,
    pixels: (batch / groups) * height * width,
    outPixels: table.length,
    channels,
  });
  return output;
}

/** The gradient with respect to images of the shape `shape`. Groups are shared among threads. */
export function samplePixelsGradient(
  backend: WasmBackend,
  gradient: TensorInfo,
  shape: ImageShape,
  table: Int32Array,
): TensorInfo {
  const [batch, height, width, channels] = shape;
  const [outputs, outHeight, outWidth] = gradient.shape as ImageShape;
  const groups = (outputs * outHeight * outWidth) / table.length;
  const output = backend.output(shape);
  backend.threads.run('samplePixelsGradient', groups, Math.ceil(GRAIN / (table.length * channels)), {
    gradient: backend.address(gradient),
    target: backend.address(output),
    table: writeTable(backend, table),
    pixels: (batch / groups) * height * width,
    outPixels: table.length,
    channels,
  });
  return output;
}

function writeTable(backend: WasmBackend, table: Int32Array): number {
  const address = backend.temporary(table.length * 4);
  new Int32Array(backend.native.memory.buffer, address, table.length).set(table);
  return address;
}
