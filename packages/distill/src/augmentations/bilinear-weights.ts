/** How each of `outputs` samples is made from neighbouring ones of `inputs`. */
export interface InterpolationWeights {
  /** For every output the first input that it is made of. */
  readonly first: Int32Array;
  /** Inputs per output; the last ones of an output may weigh 0. */
  readonly taps: number;
  /** outputs × taps weights; those of an output sum to 1. */
  readonly weights: Float32Array;
}

/**
 * Bilinear interpolation along one axis, widened to the inputs' spacing where it shrinks: PyTorch's
 * `interpolate(mode='bilinear', antialias=True)`, without which it is the same unless it shrinks.
 */
export function bilinearWeights(inputs: number, outputs: number): InterpolationWeights {
  const scale = inputs / outputs;
  const support = Math.max(1, scale);
  const taps = Math.min(inputs, 2 * Math.ceil(support) + 1);
  const first = new Int32Array(outputs);
  const weights = new Float32Array(outputs * taps);
  for (let output = 0; output < outputs; output++) {
    const centre = scale * (output + 0.5);
    const from = Math.max(0, Math.floor(centre - support + 0.5));
    const to = Math.min(inputs, Math.floor(centre + support + 0.5));
    const shares = Array.from({ length: to - from }, (_, tap) =>
      Math.max(0, 1 - Math.abs((from + tap - centre + 0.5) / support)),
    );
    const total = shares.reduce((a, b) => a + b, 0);
    first[output] = from;
    shares.forEach((share, tap) => {
      weights[output * taps + tap] = share / total;
    });
  }
  return { first, taps, weights };
}
