import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ModelTensor } from '../../state-dict/model-tensor';
import { type Constant, sizeOf } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import type { KernelAttributes } from '../layers/kernels';
import { OnnxOperation, type OnnxOperationConfig } from '../layers/onnx-operation';
import { type Activation, placesOf, same } from './activation';
import { broadcast, expanded } from './fold';
import { Budget, checkShape } from './limits';
import { regroup } from './regroup';
import { keyOf, namedTensor, operand, setWeight, type Weight } from './weight';

/** A layer with the weights that it is given, in its order; undefined where it has one that the file has not. */
interface MadeLayer {
  readonly layer: layers.Layer;
  readonly weights: readonly (Weight | undefined)[];
}

type Placed = Pick<Activation, 'shape' | 'order'>;

/** Makes layers of nodes, and keeps which weights belong to them. */
export class GraphBuilder {
  private readonly made: MadeLayer[] = [];
  private readonly shared = new Map<string, layers.Layer>();
  private readonly names = new Map<string, number>();
  readonly budget = new Budget();

  /** @param images For how many images the shapes in the file are, where it is for a fixed number. */
  constructor(readonly images: number | undefined) {}

  /**
   * Applies a layer. Where a module of the file is used twice, with the same weights, so is its layer.
   *
   * @param make is given a name that no other layer has
   * @param weights in the order of the layer's own
   * @param placed what comes out
   */
  apply(
    node: OnnxNode,
    make: (name: string) => layers.Layer,
    inputs: readonly Activation[],
    weights: readonly (Weight | undefined)[],
    { shape, order }: Placed,
  ): Activation {
    checkShape(node, shape);
    const layer = this.sharedLayer(make(this.freeName(node.name)), weights);
    const tensors = inputs.map(({ tensor }) => tensor);
    const tensor = layer.apply(
      tensors.length === 1 ? (tensors[0] as SymbolicTensor) : tensors,
    ) as SymbolicTensor;
    return { kind: 'activation', tensor, shape, order };
  }

  /** Applies a kernel to values and weights. */
  operation(
    node: OnnxNode,
    kernel: string,
    operands: readonly (Activation | Weight)[],
    attributes: KernelAttributes,
    placed: Placed,
  ): Activation {
    const inputs = operands.filter((operand): operand is Activation => 'tensor' in operand);
    const weights = operands.filter((operand): operand is Weight => !('tensor' in operand));
    const config: OnnxOperationConfig = {
      kernel,
      attributes,
      operands: operands.map((operand) =>
        'tensor' in operand ? { input: inputs.indexOf(operand) } : { parameter: weights.indexOf(operand) },
      ),
      parameters: weights.map(({ shape, trainable }) => ({ shape, trainable })),
      outputShape: placesOf(placed),
    };
    return this.apply(node, (name) => new OnnxOperation({ name, ...config }), inputs, weights, placed);
  }

  /** The value with its axes lying in this order. */
  inOrder(node: OnnxNode, value: Activation, order: readonly number[]): Activation {
    if (same(value.order, order)) return value;
    const placed = { shape: value.shape, order };
    const long = (axes: readonly number[]) => axes.filter((axis) => value.shape[axis] !== 1);
    if (same(long(value.order), long(order))) {
      return this.operation(node, 'reshape', [value], { shape: sidesOf(placed) }, placed);
    }
    const axes = order.map((axis) => value.order.indexOf(axis));
    return this.operation(node, 'transpose', [value], { axes }, placed);
  }

  /** The value with some axes last, in this order. */
  withLast(node: OnnxNode, value: Activation, ...last: readonly number[]): Activation {
    return this.inOrder(node, value, [...value.order.filter((axis) => !last.includes(axis)), ...last]);
  }

  /** The value with the same numbers in another shape, as ONNX sees it. */
  reshape(node: OnnxNode, value: Activation, shape: readonly number[]): Activation {
    if (same(value.shape, shape)) return value;
    if (sizeOf(value.shape) !== sizeOf(shape)) {
      node.refuse(`is to make [${shape}] of [${value.shape}]`, 'a shape with the same number of values');
    }
    checkShape(node, shape);
    const { before, after } = regroup(value.shape, shape, value.order);
    const ready = this.inOrder(node, value, before);
    const placed = { shape, order: after };
    return this.operation(node, 'reshape', [ready], { shape: sidesOf(placed) }, placed);
  }

  /** The value with sides of 1 in front, so that it has as many axes as others. */
  raise(node: OnnxNode, value: Activation, rank: number): Activation {
    return this.reshape(node, value, expanded(value.shape, rank));
  }

  /** A constant that broadcasts to a value, with its axes in the value's order. */
  broadcastWeight(node: OnnxNode, constant: Constant, { shape, order }: Placed): Weight {
    const rank = shape.length;
    const skipped = rank - constant.shape.length;
    if (!same(broadcast(node, constant.shape, shape), shape)) {
      node.refuse(`is given a constant of shape [${constant.shape}]`, 'one that broadcasts to the value');
    }
    const axes = order.filter((axis) => axis >= skipped).map((axis) => axis - skipped);
    const sides = expanded(constant.shape, rank);
    return operand(
      constant,
      axes,
      order.map((axis) => sides[axis] as number),
    );
  }

  /** Sets the weights of all layers, in the model that they are part of now. */
  setWeights(): void {
    for (const { layer, weights } of this.made) {
      weights.forEach((weight, index) => {
        const variable = layer.weights[index];
        if (weight !== undefined && variable !== undefined) setWeight(variable, weight);
      });
    }
  }

  /** The weights of all layers under the file's names, but the constants that its exporter made up. */
  namedTensors(): readonly ModelTensor[] {
    return this.made.flatMap(({ layer, weights }) =>
      weights.flatMap((weight, index) => {
        const variable = layer.weights[index];
        return weight?.named && variable !== undefined ? [namedTensor(variable, weight)] : [];
      }),
    );
  }

  /** Frees what a graph that is refused has taken. */
  dispose(): void {
    for (const { layer } of this.made) if (layer.built) layer.dispose();
  }

  private sharedLayer(layer: layers.Layer, weights: readonly (Weight | undefined)[]): layers.Layer {
    if (weights.length === 0) return layer;
    const { name: _, ...config } = layer.getConfig();
    const keys = weights.map((weight) => weight && keyOf(weight));
    const key = JSON.stringify([layer.getClassName(), config, keys]);
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    this.shared.set(key, layer);
    this.made.push({ layer, weights });
    return layer;
  }

  /** TensorFlow.js allows few characters in names. */
  private freeName(given: string): string {
    const name = given.replace(/^[^A-Za-z0-9]+/, '').replace(/[^\w./-]/g, '_') || 'node';
    const count = this.names.get(name) ?? 0;
    this.names.set(name, count + 1);
    return count === 0 ? name : this.freeName(`${name}_${count}`);
  }
}

/** The shape that TensorFlow.js is to give a tensor. */
function sidesOf(placed: Placed): number[] {
  return placesOf(placed).map((side) => side ?? -1);
}
