import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerArgs } from '../../layers/layer-args';
import { type KernelAttributes, kernels } from './kernels';

export interface OnnxOperationConfig extends LayerArgs {
  /** One of {@link kernels}. */
  kernel: string;
  attributes: KernelAttributes;
  /** What the kernel is given, in order: an input of the layer, or one of its weights. */
  operands: readonly ({ readonly input: number } | { readonly parameter: number })[];
  parameters: readonly { readonly shape: readonly number[]; readonly trainable: boolean }[];
  /** null for the batch. */
  outputShape: readonly (number | null)[];
}

/**
 * One operation of an ONNX graph, for all that TensorFlow.js and this package have no layer of. Its weights, which start at
 * zero, are the constants among the operands.
 */
export class OnnxOperation extends layers.Layer {
  static className = 'OnnxOperation';

  private readonly config: Omit<OnnxOperationConfig, keyof LayerArgs>;
  private readonly variables: LayerVariable[] = [];

  constructor(config: OnnxOperationConfig) {
    super(config);
    const { kernel, attributes, operands, parameters, outputShape } = config;
    this.config = { kernel, attributes, operands, parameters, outputShape };
  }

  override build(): void {
    this.config.parameters.forEach(({ shape, trainable }, index) => {
      const zeros = initializers.zeros();
      this.variables.push(
        this.addWeight(`parameter${index}`, [...shape], 'float32', zeros, undefined, trainable),
      );
    });
    this.built = true;
  }

  override computeOutputShape(): Shape {
    return [...this.config.outputShape];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const given = [inputs].flat();
    const { kernel, attributes, operands } = this.config;
    const compute = kernels.get(kernel);
    if (compute === undefined) throw new RangeError(`no operation is called '${kernel}'`);
    return tf.tidy(() => {
      const tensors = operands.map((operand) =>
        'input' in operand ? given[operand.input] : this.variables[operand.parameter]?.read(),
      );
      return compute(tensors as tf.Tensor[], attributes);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.config as unknown as tf.serialization.ConfigDict) };
  }
}

tf.serialization.registerClass(OnnxOperation);
