import type { Tensor } from '@tensorflow/tfjs-core';
import type { Layer, LayerUse } from './trace-layers';

/** What a layer's configuration says of its past or its future, and not of what it computes. */
const incidental = /^(name|trainable|dtype|batchInputShape|.*(Initializer|Regularizer|Constraint))$/;

/** How many uses both models begin with that compute the same, but for their weights. */
export function sameStructure(one: readonly LayerUse[], other: readonly LayerUse[]): number {
  const places = [new Map<Layer, number>(), new Map<Layer, number>()] as const;
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [one[at] as LayerUse, other[at] as LayerUse];
    const sameInputs = a.inputs.join() === b.inputs.join();
    // A layer that is used twice must be so in both.
    const sameUse = firstUse(places[0], a.layer, at) === firstUse(places[1], b.layer, at);
    if (!sameInputs || !sameUse || descriptionOf(a.layer) !== descriptionOf(b.layer)) return at;
  }
  return length;
}

/** How many uses of the first `length` have the same weights in both, to the bit. */
export async function sameWeights(
  one: readonly LayerUse[],
  other: readonly LayerUse[],
  length: number,
): Promise<number> {
  for (let at = 0; at < length; at++) {
    const [own, others] = await Promise.all([bitsOf(one[at]?.layer), bitsOf(other[at]?.layer)]);
    const isSame = own.every((bits, weight) => bits.every((value, i) => value === others[weight]?.[i]));
    if (!isSame) return at;
  }
  return length;
}

/** The bits of each of a layer's weights. */
function bitsOf(layer: Layer | undefined): Promise<Int32Array[]> {
  const weights = layer?.weights ?? [];
  return Promise.all(
    weights.map(async (weight) => {
      const { buffer, byteOffset, length } = await (weight.read() as Tensor).data<'float32'>();
      return new Int32Array(buffer, byteOffset, length);
    }),
  );
}

function firstUse(places: Map<Layer, number>, layer: Layer, at: number): number {
  const first = places.get(layer) ?? at;
  places.set(layer, first);
  return first;
}

/** What a layer computes, but for the values of its weights. */
function descriptionOf(layer: Layer): string {
  const config = Object.entries(layer.getConfig()).filter(([key]) => !incidental.test(key));
  const shapes = layer.weights.map(({ shape }) => shape);
  return JSON.stringify([layer.getClassName(), config, shapes]);
}
