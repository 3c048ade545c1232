import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { stateDict } from '../src/index';
import { modelTensors } from '../src/state-dict/model-tensors';
import { channelsFirst } from './rule';

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
  let gradients: ReturnType<typeof inTorchLayout> | undefined;
  const run = tf.tidy(() => {
    let logits = new Float32Array();
    const loss = (x: tf.Tensor): tf.Scalar => {
      const output = model.apply(x, { training: options.training ?? false }) as tf.Tensor2D;
      logits = Float32Array.from(output.dataSync());
      const labels = tf.oneHot(tf.range(0, output.shape[0], 1, 'int32'), output.shape[1]);
      return tf.losses.softmaxCrossEntropy(labels, output) as tf.Scalar;
    };
    const { value, grads } = tf.valueAndGrads((x, ..._: tf.Tensor[]) => loss(x as tf.Tensor))([
      images,
      ...model.trainableWeights.map((weight) => weight.read()),
    ]);
    const [inputGradient, ...others] = grads;
    gradients = inTorchLayout(model, others);
    return {
      logits,
      loss: Number(value.dataSync()[0]),
      inputGradient: channelsFirst(inputGradient as tf.Tensor),
    };
  });
  return { ...run, gradients: (await gradients) ?? {} };
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
  const reading = stateDict(model);
  weights.forEach((weight, i) => {
    weight.write(values[i] as tf.Tensor);
  });
  const trained = new Set(weights);
  const names = modelTensors(model).flatMap(({ name, variable }) => (trained.has(variable) ? [name] : []));
  const state = await reading;
  return Object.fromEntries(names.map((name) => [name, state.get(name)?.data ?? new Float32Array()]));
}
