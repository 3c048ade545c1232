import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs } from '../layer-args';
import { normalizeBatch } from './normalize-batch';
import { batchNormInference, movingStatistics } from './one-pass-kernels';

export interface TorchBatchNormalizationConfig extends LayerArgs {
  /** Default 1e-5, as in PyTorch. */
  epsilon?: number | undefined;
  /** The weight of the new value in running statistics; default 0.1, as in PyTorch. */
  momentum?: number | undefined;
}

/**
 * Batch normalisation over the last axis, as `torch.nn.BatchNorm2d`: unlike tfjs's layer the moving variance is the
 * *unbiased* one, and the batches seen are counted. While `trainable` is false it computes in inference mode, in training too.
 *
 * Weights, in this order: gamma, beta; not trained: moving mean, moving variance, number of batches (a float32
 * scalar; PyTorch's is an int64).
 */
export class TorchBatchNormalization extends layers.Layer {
  static className = 'TorchBatchNormalization';

  private readonly epsilon: number;
  private readonly momentum: number;
  gamma!: LayerVariable;
  beta!: LayerVariable;
  movingMean!: LayerVariable;
  movingVariance!: LayerVariable;
  batchesTracked!: LayerVariable;

  constructor(config: TorchBatchNormalizationConfig = {}) {
    super(config);
    const { epsilon = 1e-5, momentum = 0.1 } = config;
    this.epsilon = epsilon;
    this.momentum = momentum;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = (inputShape as Shape).at(-1) as number;
    const zeros = initializers.zeros();
    const ones = initializers.ones();
    const add = (name: string, shape: Shape, initial: typeof zeros, trainable: boolean) =>
      this.addWeight(name, shape, 'float32', initial, undefined, trainable);
    this.gamma = add('gamma', [channels], ones, true);
    this.beta = add('beta', [channels], zeros, true);
    this.movingMean = add('moving_mean', [channels], zeros, false);
    this.movingVariance = add('moving_variance', [channels], ones, false);
    this.batchesTracked = add('batches_tracked', [], zeros, false);
    this.built = true;
  }

  /** @throws {RangeError} in training, if the batch holds a single value per channel: its variance is undefined. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean } = {}): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const training = this.trainable && kwargs.training;
    return tf.tidy(() => (training ? this.normalizeInTraining(x) : this.normalizeInInference(x)));
  }

  /** Where it is no kernel of the backend, one multiplication and one addition: the image gradient that synthesis asks for is then one multiplication. */
  private normalizeInInference(x: tf.Tensor): tf.Tensor {
    if (batchNormInference.available()) {
      const inputs = {
        ...{ x, scale: this.gamma.read(), offset: this.beta.read() },
        ...{ mean: this.movingMean.read(), variance: this.movingVariance.read() },
      };
      return batchNormInference.run(inputs, { epsilon: this.epsilon })[0];
    }
    const scale = tf.mul(this.gamma.read(), tf.rsqrt(tf.add(this.movingVariance.read(), this.epsilon)));
    const shift = tf.sub(this.beta.read(), tf.mul(this.movingMean.read(), scale));
    return tf.add(tf.mul(x, scale), shift);
  }

  private normalizeInTraining(x: tf.Tensor): tf.Tensor {
    const count = x.size / this.gamma.read().size;
    if (count < 2) {
      throw new RangeError(
        `Batch normalisation '${this.name}' was given one value per channel (shape [${x.shape}]) in training. ` +
          'It expects at least two, since one has no variance. Use a larger batch or larger images.',
      );
    }
    return normalizeBatch(x, this.gamma.read(), this.beta.read(), this.epsilon, (mean, variance) => {
      this.observe(mean, variance, count / (count - 1));
      this.batchesTracked.write(tf.add(this.batchesTracked.read(), 1));
    });
  }

  /** @param correction what makes the variance the unbiased one */
  private observe(mean: tf.Tensor, variance: tf.Tensor, correction: number): void {
    if (movingStatistics.available()) {
      const inputs = {
        ...{ movingMean: this.movingMean.read(), movingVariance: this.movingVariance.read() },
        ...{ mean, variance },
      };
      const [nextMean, nextVariance] = movingStatistics.run(inputs, { momentum: this.momentum, correction });
      this.movingMean.write(nextMean);
      this.movingVariance.write(nextVariance);
    } else {
      move(this.movingMean, mean, this.momentum);
      move(this.movingVariance, tf.mul(variance, correction), this.momentum);
    }
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon, momentum: this.momentum };
  }
}

/** Exponential moving average with PyTorch's momentum (the weight of the *new* value). */
function move(average: LayerVariable, value: tf.Tensor, momentum: number): void {
  average.write(tf.add(tf.mul(average.read(), 1 - momentum), tf.mul(value, momentum)));
}

tf.serialization.registerClass(TorchBatchNormalization);
