import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { stateDict } from '../src/index';
import { modelTensors } from '../src/state-dict/model-tensors';

export interface GoldenRun {
  logits: Float32Array;
  loss: number;
  /** Of the trained weights, under PyTorch's names and in its layout. */
  gradients: Record<string, Float32Array>;
  inputGradient: Float32Array;
}

/** Logits, mean cross-entropy against the labels 0, 1, 2, … and its gradients. */
export async function goldenRun(
  model: LayersModel,
  images: tf.Tensor4D,
  options: { training?: boolean } = {},
): Promise<GoldenRun> {
  let outputs: tf.Tensor | undefined;
  const [value, inputGradient, ...gradients] = tf.tidy(() => {
    const loss = (x: tf.Tensor): tf.Scalar => {
      const logits = model.apply(x, { training: options.training ?? false }) as tf.Tensor2D;
      outputs = tf.keep(tf.clone(logits));
      const labels = tf.oneHot(tf.range(0, logits.shape[0], 1, 'int32'), logits.shape[1]);
      return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads((x, ..._: tf.Tensor[]) => loss(x as tf.Tensor))([
      images,
      ...model.trainableWeights.map((weight) => weight.read()),
    ]);
    const [inputGradient, ...others] = grads;
    return [value, tf.transpose(inputGradient as tf.Tensor, [0, 3, 1, 2]), ...others];
  }) as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
  const logits = outputs as unknown as tf.Tensor;
  const run = {
    logits: Float32Array.from(await logits.data()),
    loss: Number((await value.data())[0]),
    inputGradient: Float32Array.from(await inputGradient.data()),
    gradients: await inTorchLayout(model, gradients),
  };
  tf.dispose([logits, value, inputGradient, gradients]);
  return run;
}

/** The trained part of the model's state dict while it has `gradients` for its trained weights. */
async function inTorchLayout(
  model: LayersModel,
  gradients: readonly tf.Tensor[],
): Promise<Record<string, Float32Array>> {
  const weights = model.trainableWeights;
  const values = weights.map((weight) => tf.clone(weight.read()));
  weights.forEach((weight, i) => {
    weight.write(gradients[i] as tf.Tensor);
  });
  const state = await stateDict(model);
  weights.forEach((weight, i) => {
    weight.write(values[i] as tf.Tensor);
  });
  tf.dispose(values);
  const trained = new Set(weights);
  const names = modelTensors(model).flatMap(({ name, variable }) => (trained.has(variable) ? [name] : []));
  return Object.fromEntries(names.map((name) => [name, state.get(name)?.data ?? new Float32Array()]));
}
