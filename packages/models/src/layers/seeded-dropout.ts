import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import type { LayerArgs } from './layer-args';

export interface SeededDropoutConfig extends LayerArgs {
  /** Fraction of the values to drop in training, in [0, 1). */
  rate: number;
  /** Drop all values of an image together, as stochastic depth does it; default false. */
  whole?: boolean | undefined;
}

/**
 * The kernel of a backend that draws the mask by itself: inputs `x` and `generator`, attributes `rate` and `whole`, outputs y and the next generator.
 * `@exmodel/backend-webgpu` has it, with masks of its own.
 */
const onePass = 'SeededDropout';

/** float32 counts exactly up to here. */
const seedRange = 2 ** 24;

/**
 * Dropout whose masks follow from a seed and a count of the masks drawn so far. tfjs's layer repeats one mask at
 * every step when it is given a seed, and cannot be reproduced when it is not.
 *
 * Seed and count are a weight that is not trained, so whatever saves or copies weights also resumes the masks. The layer
 * counts in JavaScript and writes the weight at every step; it reads the weight only after it was written from outside.
 */
export class SeededDropout extends layers.Layer {
  static className = 'SeededDropout';

  private readonly rate: number;
  private readonly whole: boolean;
  private generator!: LayerVariable;
  /** The numbers in the weight, and what identifies the weight's value that holds them. */
  private written: { readonly value: tf.DataId; readonly seed: number; readonly drawn: number } | undefined;

  constructor(config: SeededDropoutConfig) {
    super(config);
    this.rate = config.rate;
    this.whole = config.whole ?? false;
  }

  override build(): void {
    this.generator = this.addWeight('generator', [2], 'float32', initializers.zeros(), undefined, false);
    this.built = true;
  }

  /** Starts the masks anew. @param draw A uniform draw in [0, 1). */
  seed(draw: number): void {
    this.write(Math.floor(draw * seedRange), 0);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean } = {}): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    if (!kwargs.training) return tf.clone(x);
    return tf.tidy(() => {
      if (tf.getKernel(onePass, tf.getBackend()) !== undefined) return this.drawnByKernel(x);
      const [seed, drawn] = this.read();
      this.write(seed, (drawn + 1) % seedRange);
      const [batch, ...sides] = x.shape as [number, ...number[]];
      const drawnAs = this.whole ? [batch, ...sides.map(() => 1)] : undefined;
      return tf.dropout(x, this.rate, drawnAs, `${seed}:${drawn}`);
    });
  }

  private drawnByKernel(x: tf.Tensor): tf.Tensor {
    const { rate, whole } = this;
    const inputs = { x, generator: this.generator.read() };
    const results = tf.engine().runKernel(onePass, inputs, { rate, whole }) as tf.Tensor | tf.Tensor[];
    const [y, next] = results as [tf.Tensor, tf.Tensor];
    this.generator.write(next);
    return y;
  }

  private read(): readonly [seed: number, drawn: number] {
    const value = this.generator.read();
    if (this.written?.value === value.dataId) return [this.written.seed, this.written.drawn];
    // Nothing can be awaited in `call`. This weight is copied from files and models, and no kernel computes it: its
    // values are in host memory, from which every backend, also an asynchronous one, can read them synchronously.
    const [seed = 0, drawn = 0] = value.dataSync();
    return [seed, drawn];
  }

  private write(seed: number, drawn: number): void {
    tf.tidy(() => {
      this.generator.write(tf.tensor1d([seed, drawn]));
    });
    this.written = { value: this.generator.read().dataId, seed, drawn };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, ...(this.whole && { whole: true }) };
  }
}

tf.serialization.registerClass(SeededDropout);
