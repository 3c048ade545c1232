import { channelsLast } from '../values/activation';
import { activationOf, type Op, type Ops } from './op';
import { imagesOf, type Pair, type Sides, windowPlan } from './window';

function pool(kernelName: 'maxPool' | 'averagePool'): Op {
  return (node, inputs, graph) => {
    if (node.outputs.length > 1) node.refuse('gives the places of its maxima', 'the maxima alone');
    const x = imagesOf(node, activationOf(node, inputs), graph);
    const [height = 0, width = 0] = node.integers('kernel_shape');
    const kernel: Pair = [height, width];
    const { strides, dilations, pads, reach, sides } = windowPlan(node, x.shape, kernel);
    if (dilations.some((rate) => rate !== 1))
      node.refuse(`has dilations [${dilations}]`, 'windows without holes');
    const none: Sides = [0, 0, 0, 0];
    const counted = node.number('count_include_pad', 0) === 1 ? pads : none;
    const placed = { shape: [...x.shape.slice(0, 2), ...sides], order: channelsLast };
    const mean = kernelName === 'averagePool' ? { counted } : {};
    return graph.operation(node, kernelName, [x], { kernel, strides, pads: reach, ...mean }, placed);
  };
}

export const pools: Ops = { AveragePool: pool('averagePool'), MaxPool: pool('maxPool') };
