import { TorchBatchNormalization } from '../../layers/batch-norm/torch-batch-normalization';
import { type Constant, sizeOf } from '../graph/constant';
import { upTo } from '../values/activation';
import { computed } from '../values/fold';
import { operand, type Weight, weight } from '../values/weight';
import { activationOf, axisOf, constantOf, type Ops } from './op';

export const normalizations: Ops = {
  /** Its layer, whose batches' statistics distillation measures, has the channels last. */
  BatchNormalization: (node, inputs, graph) => {
    const x = graph.withLast(node, activationOf(node, inputs), 1);
    const channels = x.shape[1] as number;
    const [scale, shift, mean, variance] = [1, 2, 3, 4].map((index) => {
      const constant = constantOf(node, inputs, index);
      if (constant.shape.join() === `${channels}`) return weight(constant);
      return node.refuse(`has input ${index} of shape [${constant.shape}]`, `[${channels}]`);
    });
    const epsilon = node.number('epsilon', 1e-5);
    // ONNX's momentum is the weight of what was there, PyTorch's that of what is new.
    const momentum = 1 - node.number('momentum', 0.9);
    const layer = (name: string) => new TorchBatchNormalization({ name, epsilon, momentum });
    const statistics = [mean, variance].map((each) => each && { ...each, trainable: false });
    return graph.apply(node, layer, [x], [scale, shift, ...statistics, counterOf(mean)], x);
  },
  LayerNormalization: (node, inputs, graph) => {
    const x = activationOf(node, inputs);
    const rank = x.shape.length;
    const axes = upTo(rank).slice(axisOf(node, node.number('axis', -1), rank));
    const shape = axes.map((axis) => x.shape[axis] as number);
    const scale = constantOf(node, inputs, 1);
    const given = inputs[2] === undefined ? undefined : constantOf(node, inputs, 2);
    for (const each of [scale, given ?? scale]) {
      if (each.shape.join() !== shape.join())
        node.refuse(`has weights of shape [${each.shape}]`, `[${shape}]`);
    }
    const none = computed(node, [], shape, new Float32Array(sizeOf(shape)));
    const ready = graph.withLast(node, x, ...axes);
    const attributes = { axes: axes.length, epsilon: node.number('epsilon', 1e-5) };
    const shift = given === undefined ? operand(none, upTo(shape.length), shape) : weight(given);
    const weights = [weight(scale), shift];
    return graph.operation(node, 'layerNormalization', [ready, ...weights], attributes, ready);
  },
  InstanceNormalization: (node, inputs, graph) => {
    const x = activationOf(node, inputs);
    const ready = graph.inOrder(node, x, [0, ...upTo(x.shape.length).slice(2), 1]);
    const weights = [1, 2].map((index) => {
      const constant = constantOf(node, inputs, index);
      if (constant.shape.join() !== String(x.shape[1]))
        node.refuse(`has weights of shape [${constant.shape}]`, `[${x.shape[1]}]`);
      // PyTorch's GroupNorm is written with ones and zeros here, and its own weights in what follows.
      const made = operand(constant, [0], constant.shape);
      return constant.source === undefined || isGroupNorm(constant.data)
        ? { ...made, trainable: false, named: false }
        : made;
    });
    return graph.operation(
      node,
      'instanceNormalization',
      [ready, ...weights],
      { epsilon: node.number('epsilon', 1e-5) },
      ready,
    );
  },
};

/** PyTorch counts the batches beside the running mean, and leaves the count out of the graph. */
function counterOf(mean: Weight | undefined): Weight {
  const name = (mean?.constant.source?.name ?? '').replace(/running_mean$/, 'num_batches_tracked');
  const source = { name, shape: [], axes: [] };
  const constant: Constant = {
    kind: 'constant',
    shape: [],
    data: Float32Array.of(0),
    learned: true,
    name,
    source,
  };
  return { constant, axes: [], shape: [], trainable: false, named: name.endsWith('num_batches_tracked') };
}

/** Whether these values scale or shift nothing. */
function isGroupNorm(values: ArrayLike<number>): boolean {
  return Array.from(values).every((value) => value === values[0] && (value === 0 || value === 1));
}
