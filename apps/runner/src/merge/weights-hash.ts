import type { Weights } from '@exmodel/distill';
import { stateDict, UnknownModelError } from '@exmodel/models';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** SHA-256 of a model's weights: shapes and values in their order. It is that of the same weights in a file of another format. */
export async function modelHash(model: LayersModel): Promise<string> {
  try {
    return await ofArrays([...(await stateDict(model)).values()]);
  } catch (error) {
    if (!(error instanceof UnknownModelError)) throw error;
    return tensorsHash(model.weights.map((weight) => weight.read()));
  }
}

/** The same of tensors. They stay their owner's. */
export async function tensorsHash(tensors: readonly Tensor[]): Promise<string> {
  const read: { shape: readonly number[]; data: ArrayLike<number> }[] = [];
  for (const tensor of tensors) read.push({ shape: tensor.shape, data: await tensor.data() });
  return ofArrays(read);
}

/** The same of arrays of weights. */
export async function arraysHash(weights: Weights): Promise<string> {
  return ofArrays(weights.map(({ shape, values }) => ({ shape, data: values })));
}

async function ofArrays(
  arrays: readonly { readonly shape: readonly number[]; readonly data: ArrayLike<number> }[],
): Promise<string> {
  const encoder = new TextEncoder();
  const parts = arrays.flatMap(({ shape, data }) => [
    encoder.encode(`[${shape.join()}]`),
    new Uint8Array(Float32Array.from(data).buffer),
  ]);
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return hashOf(bytes);
}

/** SHA-256 of bytes. Not by Node's own: a page in a browser merges, too. */
export async function hashOf(bytes: Uint8Array | Float32Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
