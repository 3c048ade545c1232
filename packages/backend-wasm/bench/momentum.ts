import * as tf from '@tensorflow/tfjs-core';

/** A step of training; returns the loss. */
export type TrainingStep = (loss: () => tf.Scalar) => tf.Scalar;

/** SGD with momentum: in one pass a parameter where the backend has a kernel for it, else tfjs's optimizer. */
export function momentumSteps(
  parameters: tf.Variable[],
  learningRate: number,
  momentum: number,
): TrainingStep {
  if (tf.getKernel('SgdUpdate', tf.getBackend()) === undefined) {
    const optimizer = tf.train.momentum(learningRate, momentum);
    return (loss) => optimizer.minimize(loss, true, parameters) as tf.Scalar;
  }
  const velocities = new Map(
    parameters.map((parameter) => [parameter, tf.variable(tf.zerosLike(parameter))]),
  );
  const attrs = { learningRate, momentum, dampening: 0, weightDecay: 0, nesterov: false };
  return (loss) => {
    const { value, grads } = tf.variableGrads(loss, parameters);
    for (const [parameter, velocity] of velocities) {
      const inputs = { parameter, gradient: grads[parameter.name] as tf.Tensor, velocity };
      const next = tf.engine().runKernel('SgdUpdate', inputs, attrs) as unknown as [tf.Tensor, tf.Tensor];
      parameter.assign(next[0]);
      velocity.assign(next[1]);
    }
    return value;
  };
}
