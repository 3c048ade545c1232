import {
  add,
  dispose,
  matMul,
  mean,
  mul,
  reshape,
  type Scalar,
  squaredDifference,
  type Tensor2D,
  tensor,
  tidy,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { sketchSize } from './feature-sketch';

/** What the student's features should tell: of each image, the sketches of the experts' features. */
export interface FeatureRows {
  /** images × (experts × sketchSize). */
  readonly sketches: Float32Array;
  /** images × experts: 1 where the expert has been queried on the image, else 0. */
  readonly known: Float32Array;
}

/** Those of the chosen images. An expert's sketches are of the first images, on which it has been queried. */
export function featureRows(sketches: readonly Float32Array[], chosen: Int32Array): FeatureRows {
  const experts = sketches.length;
  const rows = new Float32Array(chosen.length * experts * sketchSize);
  const known = new Float32Array(chosen.length * experts);
  chosen.forEach((image, row) => {
    sketches.forEach((values, expert) => {
      const own = values.subarray(image * sketchSize, (image + 1) * sketchSize);
      rows.set(own, (row * experts + expert) * sketchSize);
      known[row * experts + expert] = own.length > 0 ? 1 : 0;
    });
  });
  return { sketches: rows, known };
}

/**
 * A linear layer from the student's features to the sketches of the experts' features, for the time of a training. It makes the student keep in its
 * features what any of the experts sees in an image: more than the experts' evidence for a few classes tells.
 */
export class FeatureHead {
  readonly variables: readonly [kernel: Variable, bias: Variable];
  readonly #experts: number;

  /** @param from the values that it had when its training was left */
  constructor(features: number, experts: number, from?: readonly Float32Array[]) {
    this.#experts = experts;
    const width = experts * sketchSize;
    const made = (shape: number[], values: Float32Array | undefined) =>
      tidy(() => variable(values === undefined ? zeros(shape) : tensor(values, shape)));
    this.variables = [made([features, width], from?.[0]), made([width], from?.[1])];
  }

  /** The mean squared error over images, experts and values; an expert that was not queried on an image adds nothing. */
  loss(features: Tensor2D, sketches: Tensor2D, known: Tensor2D): Scalar {
    const [kernel, bias] = this.variables;
    const told = add(matMul(features, kernel as Variable & Tensor2D), bias);
    const errors = reshape(squaredDifference(told, sketches), [-1, this.#experts, sketchSize]);
    return mean(mul(mean(errors, 2), known)) as Scalar;
  }

  async state(): Promise<readonly Float32Array[]> {
    return Promise.all(this.variables.map(async (each) => (await each.data<'float32'>()).slice()));
  }

  dispose(): void {
    dispose([...this.variables]);
  }
}
