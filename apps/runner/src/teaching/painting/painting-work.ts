import { type ImageShape, type PixelNormalization, paintImages } from '@exmodel/distill/painting';
import { proceduralRecipe } from './procedural-recipe';

/** Which images are painted. */
export interface PaintingOrder {
  readonly shape: ImageShape;
  readonly normalization: PixelNormalization;
  readonly count: number;
  readonly seed: number;
  /** Number of the first image. */
  readonly first: number;
}

/** Images that several threads paint, each the next part that nobody has begun. It can be sent to a thread. */
export interface PaintingWork {
  readonly order: PaintingOrder;
  /** How many parts are begun, then for each part whether it is done: 32-bit words. */
  readonly progress: SharedArrayBuffer;
  /** The images' values, float32. */
  readonly pixels: SharedArrayBuffer;
}

/** Values in a part: some 5 ms of painting. */
const partValues = 32_768;
const begun = 0;

export function partCount({ shape, count }: PaintingOrder): number {
  return Math.ceil(count / imagesOfPart(shape));
}

function imagesOfPart(shape: ImageShape): number {
  return Math.max(1, Math.floor(partValues / sizeOf(shape)));
}

function sizeOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

/** All of the work, nothing of it done. */
export function newWork(order: PaintingOrder): PaintingWork {
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  return {
    order,
    progress: new SharedArrayBuffer((1 + partCount(order)) * Int32Array.BYTES_PER_ELEMENT),
    pixels: new SharedArrayBuffer(order.count * sizeOf(order.shape) * bytes),
  };
}

/** Paints parts that nobody has begun, until there are none. */
export function paintShare(work: PaintingWork): void {
  const words = new Int32Array(work.progress);
  const parts = partCount(work.order);
  for (let part = Atomics.add(words, begun, 1); part < parts; part = Atomics.add(words, begun, 1))
    paintPart(work, words, part);
}

/** Paints the parts that others have begun and not finished. They may write the same values again. */
export function paintUnfinished(work: PaintingWork): void {
  const words = new Int32Array(work.progress);
  for (let part = 0; part < partCount(work.order); part++)
    if (Atomics.load(words, doneWord(part)) === 0) paintPart(work, words, part);
}

function paintPart({ order, pixels }: PaintingWork, words: Int32Array, part: number): void {
  const from = part * imagesOfPart(order.shape);
  const count = Math.min(imagesOfPart(order.shape), order.count - from);
  const painted = paintOrder({ ...order, count, first: order.first + from });
  new Float32Array(pixels).set(painted, from * sizeOf(order.shape));
  Atomics.store(words, doneWord(part), 1);
}

function doneWord(part: number): number {
  return 1 + part;
}

/** The pixels, painted by this thread alone. */
export function paintOrder(order: PaintingOrder): Float32Array {
  return paintImages({ ...order, recipe: proceduralRecipe(order.shape[2]) }).pixels;
}
