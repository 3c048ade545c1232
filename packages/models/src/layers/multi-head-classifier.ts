import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs } from './layer-args';

export interface MultiHeadClassifierConfig extends LayerArgs {
  /** Linear layers over the same features, one per task. */
  heads: number;
  /** Outputs of each head. */
  classes: number;
  /** The classes of each task, head by head; the logits of all others are {@link maskedLogit}. Default: all classes. */
  taskClasses?: readonly (readonly number[])[] | undefined;
}

/** The logit of a class that a task does not have: it has no gradient, and e⁻¹⁰⁰⁰ = 0 in a softmax. */
const maskedLogit = -1000;

/**
 * One linear classifier per task, as Avalanche's `MultiHeadClassifier`: [batch, features] → [batch, heads × classes],
 * the logits of head 0 first. All heads are one product; with an image's task one selects the columns of its head.
 *
 * Weights: kernel [features, heads × classes], bias [heads × classes]. In a state dict they are
 * `classifiers.0.classifier.weight`, `classifiers.0.classifier.bias`, `classifiers.1.classifier.weight`, …
 */
export class MultiHeadClassifier extends layers.Layer {
  static className = 'MultiHeadClassifier';

  readonly heads: number;
  readonly classes: number;
  private readonly taskClasses: readonly (readonly number[])[] | undefined;
  private kernel!: LayerVariable;
  private bias!: LayerVariable;

  constructor(config: MultiHeadClassifierConfig) {
    super(config);
    this.heads = config.heads;
    this.classes = config.classes;
    this.taskClasses = config.taskClasses;
  }

  override build(inputShape: Shape | Shape[]): void {
    const [features, outputs] = [(inputShape as Shape)[1] as number, this.heads * this.classes];
    this.kernel = this.addWeight('kernel', [features, outputs], 'float32', initializers.zeros());
    this.bias = this.addWeight('bias', [outputs], 'float32', initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch = null] = inputShape as Shape;
    return [batch, this.heads * this.classes];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const features = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor2D;
      const logits = tf.add(tf.matMul(features, this.kernel.read() as tf.Tensor2D), this.bias.read());
      return this.taskClasses === undefined ? logits : this.mask(logits, this.taskClasses);
    });
  }

  /** Products and sums with 0 and 1 are exact, and so is their gradient: 0 where masked. */
  private mask(logits: tf.Tensor, taskClasses: readonly (readonly number[])[]): tf.Tensor {
    const has = new Float32Array(this.heads * this.classes);
    taskClasses.forEach((classes, head) => {
      for (const label of classes) has[head * this.classes + label] = 1;
    });
    const masked = has.map((present) => (1 - present) * maskedLogit);
    return tf.add(tf.mul(logits, tf.tensor1d(has)), tf.tensor1d(masked));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const taskClasses = this.taskClasses?.map((classes) => [...classes]);
    const masks = taskClasses === undefined ? {} : { taskClasses };
    return { ...super.getConfig(), heads: this.heads, classes: this.classes, ...masks };
  }
}

tf.serialization.registerClass(MultiHeadClassifier);
