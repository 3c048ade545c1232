import { createHash } from 'node:crypto';
import { stateDict, UnknownModelError } from '@exmodel/models';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** SHA-256 of a model's weights: shapes and values in their order. It is that of the same weights in a file of another format. */
export async function modelHash(model: LayersModel): Promise<string> {
  try {
    return hashOf([...(await stateDict(model)).values()]);
  } catch (error) {
    if (!(error instanceof UnknownModelError)) throw error;
    return tensorsHash(model.weights.map((weight) => weight.read()));
  }
}

/** The same of tensors. They stay their owner's. */
export async function tensorsHash(tensors: readonly Tensor[]): Promise<string> {
  const read: { shape: readonly number[]; data: ArrayLike<number> }[] = [];
  for (const tensor of tensors) read.push({ shape: tensor.shape, data: await tensor.data() });
  return hashOf(read);
}

function hashOf(
  arrays: readonly { readonly shape: readonly number[]; readonly data: ArrayLike<number> }[],
): string {
  const hash = createHash('sha256');
  for (const { shape, data } of arrays) {
    const { buffer, byteOffset, byteLength } = Float32Array.from(data);
    hash.update(`[${shape.join()}]`).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
