import type { OnnxNode } from '../graph/onnx-node';
import { type Activation, channelsLast } from '../values/activation';
import type { GraphBuilder } from '../values/graph-builder';
import { checkShape } from '../values/limits';

export type Pair = [height: number, width: number];
export type Sides = [top: number, left: number, bottom: number, right: number];

/** The windows of a convolution or a pool. */
export interface WindowPlan {
  readonly strides: Pair;
  readonly dilations: Pair;
  /** As the node states them, or as `auto_pad` does. */
  readonly pads: Sides;
  /** The same, and what windows reach beyond it, where the number of them is rounded up. */
  readonly reach: Sides;
  /** Height and width of what comes out. */
  readonly sides: Pair;
}

/** The node's images, with their channels last. */
export function imagesOf(node: OnnxNode, x: Activation, graph: GraphBuilder): Activation {
  if (x.shape.length !== 4) node.refuse(`is given a value of shape [${x.shape}]`, 'images: height and width');
  return graph.inOrder(node, x, channelsLast);
}

/** @param kernel Height and width of the windows. */
export function windowPlan(node: OnnxNode, shape: readonly number[], kernel: Pair): WindowPlan {
  const [images, channels, ...image] = shape as [number, number, number, number];
  if (!kernel.every((side) => side > 0)) node.refuse(`has windows of [${kernel}]`, 'two sides of at least 1');
  const strides = pairOf(node, 'strides');
  const dilations = pairOf(node, 'dilations');
  const spans = kernel.map((side, axis) => (side - 1) * (dilations[axis] as number) + 1);
  const up = node.number('ceil_mode', 0) === 1;
  const stated = node.integers('pads', [0, 0, 0, 0]);
  const auto = node.text('auto_pad', 'NOTSET');
  const axes = [0, 1].map((axis) => {
    const [size, span, stride] = [image[axis], spans[axis], strides[axis]] as [number, number, number];
    const around =
      auto === 'NOTSET' ? [stated[axis], stated[axis + 2]] : automatic(node, auto, size, span, stride);
    const [begin, end] = around as [number, number];
    const room = size + begin + end - span;
    const rounded = (up ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    // As in PyTorch: no window begins beyond the image and what is before it.
    const count = up && (rounded - 1) * stride >= size + begin ? rounded - 1 : rounded;
    const reach = Math.max(end, (count - 1) * stride + span - size - begin);
    return { begin, end, count, reach, padded: begin + size + reach };
  });
  const [down, across] = axes as [(typeof axes)[0], (typeof axes)[0]];
  checkShape(node, [images, channels, down.padded, across.padded]);
  return {
    strides,
    dilations,
    pads: [down.begin, across.begin, down.end, across.end],
    reach: [down.begin, across.begin, down.reach, across.reach],
    sides: [down.count, across.count],
  };
}

function pairOf(node: OnnxNode, attribute: string): Pair {
  const [height, width, ...others] = node.integers(attribute, [1, 1]);
  if (height !== undefined && width !== undefined && others.length === 0 && height > 0 && width > 0)
    return [height, width];
  return node.refuse(`has ${attribute} [${node.numbers(attribute)}]`, 'two numbers, at least 1');
}

/** What SAME and VALID mean: as many windows as strides, the odd pixel at the end or at the beginning. */
function automatic(node: OnnxNode, auto: string, size: number, span: number, stride: number): Pair {
  if (auto === 'VALID') return [0, 0];
  if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER')
    return node.refuse(`has auto_pad ${auto}`, 'SAME or VALID');
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + span - size);
  const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return auto === 'SAME_UPPER' ? [less, more] : [more, less];
}
