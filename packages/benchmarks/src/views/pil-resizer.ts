import type { ImageShape } from '../images/image-dataset';

/** Weights are fixed-point numbers with this many fractional bits. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/** For each output position: where its first input is, how many inputs it has, and their weights. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `width` weights an output position, unused ones at the end. */
  readonly weights: Int32Array;
  readonly width: number;
}

/**
 * Resizes 8-bit images exactly as Pillow's bilinear filter with antialias does (`libImaging/Resample.c`): rows
 * first, then columns, 22-bit fixed-point weights, rounded to 8 bits in between. The weights are computed once.
 */
export class PilResizer {
  readonly #from: ImageShape;
  readonly #to: ImageShape;
  readonly #horizontal: Taps;
  readonly #vertical: Taps;
  /** The rows resized, the columns not yet. */
  readonly #between: Uint8Array;

  constructor(from: ImageShape, to: readonly [height: number, width: number]) {
    this.#from = from;
    this.#to = [to[0], to[1], from[2]];
    this.#vertical = bilinearTaps(from[0], to[0]);
    this.#horizontal = bilinearTaps(from[1], to[1]);
    this.#between = new Uint8Array(from[0] * to[1] * from[2]);
  }

  /** One image of the input shape → a new one of the output shape, channels innermost. */
  resize(image: Uint8Array): Uint8Array {
    const [height, width, channels] = this.#to;
    const output = new Uint8Array(height * width * channels);
    const fromRow = this.#from[1] * channels;
    const toRow = width * channels;
    for (let row = 0; row < this.#from[0]; row++) {
      weigh(image, row * fromRow, channels, this.#between, row * toRow, channels, this.#horizontal, channels);
    }
    for (let column = 0; column < width; column++) {
      const at = column * channels;
      weigh(this.#between, at, toRow, output, at, toRow, this.#vertical, channels);
    }
    return output;
  }
}

/** Resizes one line of pixels: they lie `stride` values apart from `start` on, in the input as in the output. */
function weigh(
  input: Uint8Array,
  inputStart: number,
  inputStride: number,
  output: Uint8Array,
  outputStart: number,
  outputStride: number,
  taps: Taps,
  channels: number,
): void {
  const { first, count, weights, width } = taps;
  for (let position = 0; position < first.length; position++) {
    const from = inputStart + (first[position] as number) * inputStride;
    const to = outputStart + position * outputStride;
    const taken = count[position] as number;
    for (let channel = 0; channel < channels; channel++) {
      let sum = HALF;
      for (let tap = 0; tap < taken; tap++) {
        const pixel = input[from + tap * inputStride + channel] as number;
        sum += pixel * (weights[position * width + tap] as number);
      }
      output[to + channel] = Math.min(255, sum >> PRECISION_BITS);
    }
  }
}

/** The triangle filter, widened by the scale when shrinking (that is the antialias). */
function bilinearTaps(inputSize: number, outputSize: number): Taps {
  const scale = inputSize / outputSize;
  const support = Math.max(scale, 1);
  const narrowing = 1 / support;
  const width = Math.ceil(support) * 2 + 1;
  const taps = {
    first: new Int32Array(outputSize),
    count: new Int32Array(outputSize),
    weights: new Int32Array(outputSize * width),
    width,
  };
  for (let position = 0; position < outputSize; position++) {
    const centre = (position + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(inputSize, Math.trunc(centre + support + 0.5));
    const exact = Array.from({ length: end - first }, (_, tap) =>
      Math.max(0, 1 - Math.abs((first + tap - centre + 0.5) * narrowing)),
    );
    const total = exact.reduce((sum, weight) => sum + weight, 0);
    taps.first[position] = first;
    taps.count[position] = exact.length;
    for (const [tap, weight] of exact.entries()) {
      taps.weights[position * width + tap] = Math.trunc(0.5 + (weight / total) * (1 << PRECISION_BITS));
    }
  }
  return taps;
}
