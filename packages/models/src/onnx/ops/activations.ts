import type { OnnxNode } from '../graph/onnx-node';
import type { KernelAttributes } from '../layers/kernels';
import { isBatch, type Value } from '../values/activation';
import { weight } from '../values/weight';
import { activationOf, axisOf, constantOf, numbersOf, type Op, type Ops } from './op';

/** y = f(x): the order of the axes does not matter. */
function valueByValue(kernel: string, attributesOf: (node: OnnxNode) => KernelAttributes = () => ({})): Op {
  return (node, inputs, graph) => {
    const x = activationOf(node, inputs);
    return graph.operation(node, kernel, [x], attributesOf(node), x);
  };
}

const elu =
  (alpha: number, gamma: number) =>
  (node: OnnxNode): KernelAttributes => ({
    alpha: node.number('alpha', alpha),
    gamma: node.number('gamma', gamma),
  });

/** A number for the whole tensor; absent if it is left out, or no bound. */
function bound(node: OnnxNode, inputs: readonly (Value | undefined)[], index: number, name: string) {
  if (inputs[index] === undefined) return {};
  const [value, ...others] = numbersOf(node, inputs, index);
  if (value === undefined || others.length > 0) return node.refuse(`has no single ${name}`, 'one number');
  return Number.isFinite(value) ? { [name]: value } : {};
}

/** Softmax lies on the last axis here; before opset 13 it was over all axes from `axis` on. */
function softmax(kernel: 'softmax' | 'logSoftmax'): Op {
  return (node, inputs, graph) => {
    const x = activationOf(node, inputs);
    const rank = x.shape.length;
    const axis = axisOf(node, node.number('axis', node.opset < 13 ? 1 : -1), rank);
    if (node.opset < 13 && axis !== rank - 1 && x.shape.slice(axis + 1).some((side) => side !== 1)) {
      node.refuse(
        `is over ${rank - axis} axes together`,
        'one axis',
        'Export the model with opset_version=17.',
      );
    }
    if (isBatch(x.shape[axis] as number)) node.refuse('is over the images of a batch', 'one image at a time');
    const ready = graph.withLast(node, x, axis);
    return graph.operation(node, kernel, [ready], {}, ready);
  };
}

/** PyTorch's slopes [channels] are [channels, 1, 1] in the file. */
const prelu: Op = (node, inputs, graph) => {
  const x = activationOf(node, inputs);
  const slope = constantOf(node, inputs, 1);
  if (slope.shape.filter((side) => side !== 1).length > 1)
    node.refuse(`has slopes of shape [${slope.shape}]`, 'one slope, or one for each place of one axis');
  const { shape } = graph.broadcastWeight(node, slope, x);
  const own = [slope.data.length];
  const source = slope.source && { ...slope.source, shape: own, axes: [0] };
  const constant = { ...slope, shape: own, ...(source && { source }) };
  return graph.operation(node, 'prelu', [x, { ...weight(constant), shape }], {}, x);
};

export const activations: Ops = {
  Abs: valueByValue('abs'),
  Celu: valueByValue('elu', (node) => {
    if (node.number('alpha', 1) !== 1) node.refuse('has another alpha than 1', 'alpha = 1');
    return { alpha: 1, gamma: 1 };
  }),
  Clip: (node, inputs, graph) => {
    const x = activationOf(node, inputs);
    const bounds = { ...bound(node, inputs, 1, 'min'), ...bound(node, inputs, 2, 'max') };
    return graph.operation(node, 'clip', [x], bounds, x);
  },
  Elu: valueByValue('elu', elu(1, 1)),
  Erf: valueByValue('erf'),
  Exp: valueByValue('exp'),
  Gelu: (node, inputs, graph) => {
    const x = activationOf(node, inputs);
    const kernel = node.text('approximate', 'none') === 'tanh' ? 'geluTanh' : 'gelu';
    return graph.operation(node, kernel, [x], {}, x);
  },
  HardSigmoid: valueByValue('hardSigmoid', (node) => ({
    alpha: node.number('alpha', 0.2),
    beta: node.number('beta', 0.5),
  })),
  HardSwish: valueByValue('hardSwish'),
  LeakyRelu: valueByValue('leakyRelu', (node) => ({ alpha: node.number('alpha', 0.01) })),
  Log: valueByValue('log'),
  LogSoftmax: softmax('logSoftmax'),
  Mish: valueByValue('mish'),
  Neg: valueByValue('neg'),
  PRelu: prelu,
  Reciprocal: valueByValue('reciprocal'),
  Relu: valueByValue('relu'),
  Selu: valueByValue('elu', elu(1.6732632423543772, 1.0507009873554805)),
  Sigmoid: valueByValue('sigmoid'),
  Softmax: softmax('softmax'),
  Softplus: valueByValue('softplus'),
  Softsign: valueByValue('softsign'),
  Sqrt: valueByValue('sqrt'),
  Swish: valueByValue('swish', (node) => ({ alpha: node.number('alpha', 1) })),
  Tanh: valueByValue('tanh'),
};
