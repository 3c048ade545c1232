import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs } from './layer-args';

interface NormalizationConfig extends LayerArgs {
  /** The axes that have a mean and a variance for each place; null for one of all. */
  axis?: number | readonly number[] | null;
  mean?: Numbers | null;
  variance?: Numbers | null;
  /** Whether it makes normalised values of plain ones, or the other way round. */
  invert?: boolean;
}

type Numbers = number | readonly Numbers[];

/** The least standard deviation, as in Keras. */
const least = 1e-7;

/** Keras's `Normalization`, which TensorFlow.js lacks: (x − mean) / standard deviation, of numbers given or measured on images. */
export class Normalization extends layers.Layer {
  static className = 'Normalization';

  private readonly axis: readonly number[];
  private readonly given: { readonly mean: Numbers; readonly variance: Numbers } | undefined;
  private readonly invert: boolean;
  private measured: readonly LayerVariable[] = [];
  /** Of mean and variance, so that they broadcast. */
  private sides: number[] = [];

  constructor(private readonly config: NormalizationConfig) {
    super(config);
    const { axis = -1, mean, variance, invert = false } = config;
    this.axis = axis === null ? [] : typeof axis === 'number' ? [axis] : axis;
    this.given = mean != null && variance != null ? { mean, variance } : undefined;
    this.invert = invert;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    const kept = this.axis.map((axis) => (axis < 0 ? axis + shape.length : axis)).sort((a, b) => a - b);
    this.sides = shape.map((side, axis) => (kept.includes(axis) ? (side ?? 1) : 1));
    if (this.given === undefined) {
      const own = kept.map((axis) => shape[axis] ?? 1);
      const [zeros, ones] = [initializers.zeros(), initializers.ones()];
      this.measured = [
        this.addWeight('mean', own, 'float32', zeros, undefined, false),
        this.addWeight('variance', own, 'float32', ones, undefined, false),
      ];
      // How many values were seen. Keras keeps it, and nothing needs it.
      this.addWeight('count', [], 'int32', zeros, undefined, false);
    }
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const [mean, variance] = this.statistics().map((values) =>
        values.size === 1 ? tf.reshape(values, []) : tf.reshape(values, this.sides),
      ) as [tf.Tensor, tf.Tensor];
      const deviation = tf.maximum(tf.sqrt(variance), least);
      return this.invert ? tf.add(tf.mul(x, deviation), mean) : tf.div(tf.sub(x, mean), deviation);
    });
  }

  private statistics(): readonly tf.Tensor[] {
    if (this.given === undefined) return this.measured.map((variable) => variable.read());
    return [this.given.mean, this.given.variance].map((values) => tf.tensor(values as tf.TensorLike));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { axis = -1, mean = null, variance = null, invert = false } = this.config;
    return { ...super.getConfig(), axis, mean, variance, invert } as tf.serialization.ConfigDict;
  }
}

tf.serialization.registerClass(Normalization);
