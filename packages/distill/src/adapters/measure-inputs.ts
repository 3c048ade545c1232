import { dispose, keep, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { watchInputs } from './batch-norm-layers';

type Layer = LayersModel['layers'][number];

/** What was measured of one input of a layer. */
interface Measured<L extends Layer, M> {
  readonly layer: L;
  /** The number of values in the input. */
  readonly size: number;
  readonly measures: M;
}

/**
 * What `measure` makes of the layers' inputs while `compute` runs, input by input, to be read afterwards. The measures
 * are the caller's to dispose; the result of `compute` is not kept.
 */
export function measureInputs<L extends Layer, M extends Readonly<Record<string, Tensor>>>(
  layers: readonly L[],
  measure: (input: Tensor, layer: L) => M,
  compute: () => Tensor | Tensor[],
): Measured<L, M>[] {
  const uses: Measured<L, M>[] = [];
  const see = (layer: L, input: Tensor) => {
    const measures = tidy(() => measure(input, layer));
    // The model tidies its layers up.
    for (const tensor of Object.values(measures)) keep(tensor);
    uses.push({ layer, size: input.size, measures });
  };
  try {
    dispose(watchInputs(layers, see, compute));
    return uses;
  } catch (error) {
    for (const { measures } of uses) dispose(measures);
    throw error;
  }
}
