import { drawUniform } from '../initialization/draw-uniform';
import type { Constant } from './graph/constant';
import { OnnxFileError } from './graph/onnx-file-error';
import type { OnnxGraph } from './graph/onnx-graph';
import type { OnnxNode } from './graph/onnx-node';

export interface NewHead {
  readonly classes: number;
  /** Uniform draws in [0, 1). */
  readonly random: () => number;
}

/** What may stand between the classifier's weights and the logits. */
const passed = new Set([
  'Cast',
  'Dropout',
  'Flatten',
  'GlobalAveragePool',
  'Identity',
  'ReduceMean',
  'Relu',
  'Squeeze',
]);

/**
 * The graph for another number of classes: the last linear layer or convolution is drawn anew, as PyTorch draws it. All other
 * weights are those of the file.
 *
 * @throws {OnnxFileError} What gives the logits is neither.
 */
export function withNewHead(graph: OnnxGraph, { classes, random }: NewHead): OnnxGraph {
  const initializers = new Map(graph.initializers);
  const makers = new Map(
    graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  );
  const replace = (tensor: Constant, axis: number, data: Float32Array) => {
    const shape = tensor.shape.map((side, at) => (at === axis ? classes : side));
    const source = { name: tensor.name, shape, axes: shape.map((_, at) => at) };
    initializers.set(tensor.name, { ...tensor, shape, data, source });
  };
  let name = graph.output;
  // A file that is not well-formed may go round in circles.
  for (let steps = 0; steps < graph.nodes.length; steps++) {
    const node = makers.get(name) ?? headless(graph);
    const [input = '', weights = '', bias = ''] = node.inputs;
    if (passed.has(node.op)) {
      name = input;
      continue;
    }
    const added = node.op === 'Add' ? node.inputs.find((each) => initializers.has(each)) : undefined;
    if (added !== undefined) {
      const tensor = initializers.get(added) as Constant;
      // The bias beside a matrix starts at zero.
      replace(tensor, tensor.shape.length - 1, new Float32Array(classes));
      name = node.inputs.find((each) => each !== added) ?? '';
      continue;
    }
    const turned = makers.get(weights);
    const isTurned = turned?.op === 'Transpose' && initializers.has(turned.inputs[0] ?? '');
    const tensor = initializers.get(isTurned ? (turned.inputs[0] ?? '') : weights);
    if (tensor === undefined || !['Conv', 'Gemm', 'MatMul'].includes(node.op)) return headless(graph, node);
    const axis = outputAxis(node, isTurned);
    const fanIn = tensor.data.length / (tensor.shape[axis] as number);
    const drawn = drawUniform(
      new Map([
        ['weight', [classes, fanIn]],
        ['bias', [classes]],
      ]),
      random,
    );
    const values = drawn.get('weight')?.data ?? new Float32Array();
    replace(tensor, axis, axis === 0 ? values : transposed(values, classes, fanIn));
    const offsets = initializers.get(bias);
    if (offsets !== undefined)
      replace(offsets, offsets.shape.length - 1, drawn.get('bias')?.data ?? new Float32Array());
    return { ...graph, initializers };
  }
  return headless(graph);
}

/** The axis of the file's tensor that has a place for each class. */
function outputAxis(node: OnnxNode, isTurned: boolean): number {
  if (node.op === 'Conv') return 0;
  return (node.op === 'Gemm' && node.number('transB', 0) === 1) !== isTurned ? 0 : 1;
}

/** [rows, columns] → [columns, rows]. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(
    values,
    (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] as number,
  );
}

function headless({ location }: OnnxGraph, node?: OnnxNode): never {
  const given = `its logits come from ${node === undefined ? 'no node' : `node '${node.name}' (${node.op})`}`;
  const advice = 'Choose a student of another architecture.';
  throw new OnnxFileError(location, given, 'a linear layer or a convolution', advice);
}
