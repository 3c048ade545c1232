import { checkClasses } from '../check-model-options';
import { checkedDraws } from '../initialization/checked-draws';
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
 * The graph for another number of classes: the last linear layer or convolution is drawn anew, as PyTorch draws it, and what is
 * added to its outputs, a number for each, starts at zero. All other weights are those of the file.
 *
 * @throws {OnnxFileError} What gives the logits is neither.
 * @throws {ModelOptionsError} `classes` is no number of outputs, or `random` drew something else than a number in [0, 1).
 */
export function withNewHead(graph: OnnxGraph, { classes, random }: NewHead): OnnxGraph {
  checkClasses(graph.location, classes);
  const draw = checkedDraws(graph.location, random);
  const initializers = new Map(graph.initializers);
  const makers = new Map(
    graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  );
  const replace = (node: OnnxNode, tensor: Constant, axis: number, data: Float32Array) => {
    const users = graph.nodes.filter(({ inputs }) => inputs.includes(tensor.name));
    if (users.length > 1) headless(graph, node, `its tensor '${tensor.name.slice(0, 200)}' is not its own`);
    const shape = tensor.shape.map((side, at) => (at === axis ? classes : side));
    const source = { name: tensor.name, shape, axes: shape.map((_, at) => at) };
    initializers.set(tensor.name, { ...tensor, shape, data, source });
  };
  const sums: { node: OnnxNode; offset: Constant }[] = [];
  let name = graph.output;
  // A file that is not well-formed may go round in circles.
  for (let steps = 0; steps < graph.nodes.length; steps++) {
    const node = makers.get(name) ?? headless(graph);
    const [input = '', weights = '', bias = ''] = node.inputs;
    if (passed.has(node.op)) {
      name = input;
      continue;
    }
    if (node.op === 'Add') {
      const offset = initializers.get(weights) ?? initializers.get(input) ?? headless(graph, node);
      sums.push({ node, offset });
      name = offset === initializers.get(weights) ? input : weights;
      continue;
    }
    const turned = makers.get(weights);
    const isTurned = turned?.op === 'Transpose' && initializers.has(turned.inputs[0] ?? '');
    const tensor = initializers.get(isTurned ? (turned.inputs[0] ?? '') : weights);
    if (tensor === undefined || !['Conv', 'Gemm', 'MatMul'].includes(node.op)) return headless(graph, node);
    const axis = outputAxis(node, isTurned);
    const outputs = tensor.shape[axis] as number;
    const fanIn = tensor.data.length / outputs;
    const drawn = drawUniform(
      new Map([
        ['weight', [classes, fanIn]],
        ['bias', [classes]],
      ]),
      draw,
    );
    const values = drawn.get('weight')?.data ?? new Float32Array();
    replace(node, tensor, axis, axis === 0 ? values : transposed(values, classes, fanIn));
    const offsets = initializers.get(bias);
    if (offsets !== undefined)
      replace(node, offsets, offsets.shape.length - 1, drawn.get('bias')?.data ?? new Float32Array());
    for (const { node, offset } of sums) {
      const { shape, data } = offset;
      const place = shape.lastIndexOf(outputs);
      if (place >= 0 && data.length === outputs) replace(node, offset, place, new Float32Array(classes));
      else if (data.length !== 1) headless(graph, node, `it adds [${shape}] to ${outputs} outputs`);
    }
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

function headless({ location }: OnnxGraph, node?: OnnxNode, why?: string): never {
  const maker =
    node === undefined ? 'no node' : `node '${node.name.slice(0, 200)}' (${node.op.slice(0, 80)})`;
  const given = `its logits come from ${maker}${why === undefined ? '' : `: ${why}`}`;
  const expected = 'a linear layer or a convolution with weights of its own';
  throw new OnnxFileError(location, given, expected, 'Choose a student of another architecture.');
}
