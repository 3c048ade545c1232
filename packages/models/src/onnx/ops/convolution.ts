import { TorchConv2d } from '../../layers/torch-conv2d';
import type { Constant } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import { channelsLast, type Value } from '../values/activation';
import { weight } from '../values/weight';
import { activationOf, constantOf, type Ops } from './op';
import { imagesOf, type Pair, windowPlan } from './window';

/**
 * Filters lie as [height, width, in, out] here, in ONNX as [out, in, height, width]. Square ones that see all channels are a
 * TorchConv2d, in which distillation measures familiarity; padding that differs from side to side comes before it.
 */
export const convolution: Ops = {
  Conv: (node, inputs, graph) => {
    const filters = constantOf(node, inputs, 1);
    const bias = biasOf(node, inputs);
    const given = activationOf(node, inputs);
    const x = imagesOf(node, given, graph);
    const [groups = 1] = node.wholeNumbers([node.number('group', 1)], 'group');
    const [outputs, each, height, width] = filters.shape as [number, number, number, number];
    const channels = x.shape[1] as number;
    if (filters.shape.length !== 4 || each * groups !== channels || outputs % groups !== 0) {
      node.refuse(
        `has filters [${filters.shape}] in ${groups} groups for ${channels} channels`,
        'filters [out, channels / groups, height, width]',
      );
    }
    if (bias !== undefined && bias.shape.join() !== `${outputs}`) {
      node.refuse(`has a bias of shape [${bias.shape}]`, `[${outputs}]`);
    }
    const kernel: Pair = [height, width];
    const { strides, dilations, pads, sides } = windowPlan(node, x.shape, kernel);
    const shape = [x.shape[0] as number, outputs, ...sides];
    const weights = [weight(filters, [2, 3, 1, 0]), ...(bias === undefined ? [] : [weight(bias)])];
    const placed = { shape, order: channelsLast };
    const isPlain = groups === 1 && equal(kernel) && equal(strides) && dilations.every((rate) => rate === 1);
    if (!isPlain) {
      return graph.operation(
        node,
        'convolution',
        [x, ...weights],
        { strides, pads, dilations, groups },
        placed,
      );
    }
    const [top, left, bottom, right] = pads;
    const around = equal(pads);
    const paddings = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    const padded = [
      x.shape[0],
      channels,
      (x.shape[2] as number) + top + bottom,
      (x.shape[3] as number) + left + right,
    ];
    const ready = around
      ? x
      : graph.operation(
          node,
          'pad',
          [x],
          { paddings, value: 0 },
          { shape: padded as number[], order: channelsLast },
        );
    const config = { filters: outputs, kernelSize: height, stride: strides[0], padding: around ? top : 0 };
    const layer = (name: string) => new TorchConv2d({ name, ...config, bias: bias !== undefined });
    return graph.apply(node, layer, [ready], weights, placed);
  },
};

/** Exporters write zeros, which nobody learned, for a convolution without bias. */
function biasOf(node: OnnxNode, inputs: readonly (Value | undefined)[]): Constant | undefined {
  if (inputs[2] === undefined) return undefined;
  const bias = constantOf(node, inputs, 2);
  return bias.learned || bias.data.some((value) => value !== 0) ? bias : undefined;
}

function equal(numbers: readonly number[]): boolean {
  return numbers.every((value) => value === numbers[0]);
}
