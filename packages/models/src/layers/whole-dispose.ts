import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * The same model, whose `dispose` frees all of its weights. TensorFlow.js's own forgets those of a model that stands behind others in a
 * `Sequential`, or that is used twice: each use counts, and it takes back only one.
 */
export function wholeDispose(model: LayersModel): LayersModel {
  const dispose = model.dispose.bind(model);
  model.dispose = () => {
    const values = model.weights.map((weight) => weight.read() as Tensor);
    const done = dispose();
    if (done.refCountAfterDispose !== 0) return done;
    const left = values.filter(({ isDisposed }) => !isDisposed);
    for (const value of left) value.dispose();
    return { ...done, numDisposedVariables: done.numDisposedVariables + left.length };
  };
  return model;
}
