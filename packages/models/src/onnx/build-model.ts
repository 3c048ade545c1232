import { input, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { nameTensors } from '../state-dict/named-tensors';
import { OnnxFileError } from './graph/onnx-file-error';
import type { OnnxGraph } from './graph/onnx-graph';
import type { OnnxNode } from './graph/onnx-node';
import { valuesOf } from './ops/registry';
import { type Activation, batch, channelsLast, isBatch, type Value } from './values/activation';
import { GraphBuilder } from './values/graph-builder';

/**
 * The graph as a model: images [batch, height, width, channels] → its output [batch, classes]. Node by node, each becomes a layer
 * or, where it only computes with shapes and constants, a number.
 *
 * @throws {OnnxFileError} A node is not read; it is named.
 */
export function buildModel(graph: OnnxGraph, shape: readonly [number, number, number]): LayersModel {
  const builder = new GraphBuilder(graph.input.images);
  try {
    const images = input({ shape: [...shape], name: 'images' });
    const built = model({ inputs: images, outputs: logitsOf(graph, shape, images, builder), name: 'onnx' });
    builder.setWeights();
    nameTensors(built, builder.namedTensors());
    return built;
  } catch (error) {
    builder.dispose();
    throw error;
  }
}

function logitsOf(
  graph: OnnxGraph,
  shape: readonly [number, number, number],
  images: SymbolicTensor,
  builder: GraphBuilder,
): SymbolicTensor {
  const [height, width, channels] = shape;
  const first: Activation = graph.input.channelsAreLast
    ? { kind: 'activation', tensor: images, shape: [batch, ...shape], order: [0, 1, 2, 3] }
    : { kind: 'activation', tensor: images, shape: [batch, channels, height, width], order: channelsLast };
  const values = new Map<string, Value>([...graph.initializers, [graph.input.name, first]]);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) =>
      name === ''
        ? undefined
        : (values.get(name) ??
          node.refuse(`needs '${name.slice(0, 80)}', which nothing before it gives`, 'nodes in order')),
    );
    orRefused(node, () => valuesOf(node, inputs, builder)).forEach((value, index) => {
      const name = node.outputs[index];
      if (name) values.set(name, value);
    });
  }
  const result = values.get(graph.output);
  if (result?.kind === 'activation' && result.shape.length === 2 && result.shape[0] === batch) {
    const [last] = graph.nodes.slice(-1);
    return last === undefined ? result.tensor : builder.inOrder(last, result, [0, 1]).tensor;
  }
  const sides = result?.shape.map((side) => (isBatch(side) ? 'batch' : side));
  const given = sides === undefined ? 'nothing gives its output' : `its output has the shape [${sides}]`;
  const expected = '[batch, classes], the logits of a classifier';
  const advice = 'Export a module whose forward takes images and returns logits.';
  throw new OnnxFileError(graph.location, given, expected, advice);
}

/** TensorFlow.js's own words on a layer that it does not take, with the node's name. */
function orRefused<T>(node: OnnxNode, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof OnnxFileError) throw error;
    return node.refuse(`cannot be built: ${(error as Error).message}`, 'a node as ONNX describes it');
  }
}
