import {
  conv2d,
  matMul,
  pad,
  reshape,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/** A layer that multiplies its input, or patches of it, with a kernel. */
export interface KernelLayer {
  readonly layer: Layer;
  /** That of the kernel in the model's weights. */
  readonly place: number;
  readonly inputs: number;
  readonly outputs: number;
  /** [inputs, outputs] or [height, width, channels, outputs]. */
  readonly shape: readonly number[];
  /** Of a convolution. */
  readonly strides: [number, number];
  readonly padding: number | 'same' | 'valid';
}

/** The model's dense layers and ordinary convolutions, those of models inside it included. */
export function kernelLayers(model: LayersModel): KernelLayer[] {
  return layersOf(model).flatMap((layer): KernelLayer[] => {
    const geometry = layer.getConfig() as unknown as Geometry;
    if (!isPlain(geometry)) return [];
    const kernel = layer.weights[0] as Layer['weights'][number];
    const shape = kernel.shape as number[];
    const outputs = shape.at(-1) ?? 0;
    const { strides = [1, 1], stride, padding = 'valid' } = geometry;
    return [
      {
        layer,
        place: model.weights.indexOf(kernel),
        inputs: shape.reduce((product, side) => product * side, 1) / outputs,
        outputs,
        shape,
        strides: stride === undefined ? strides : [stride, stride],
        padding,
      },
    ];
  });
}

/** What the layer would give for an input with another kernel, [...its sides, any number of outputs], and nothing else: no bias, no activation. */
export function through(input: Tensor, kernel: Tensor, { shape, strides, padding }: KernelLayer): Tensor {
  if (shape.length === 2)
    return matMul(reshape(input, [-1, shape[0] as number]) as Tensor2D, kernel as Tensor2D);
  const around: [number, number] = typeof padding === 'number' ? [padding, padding] : [0, 0];
  const padded = pad(input as Tensor4D, [[0, 0], around, around, [0, 0]]);
  return conv2d(padded, kernel as Tensor4D, strides, typeof padding === 'number' ? 'valid' : padding);
}

/** What a layer's configuration says about a convolution: tfjs-layers', or that of a layer after PyTorch. */
interface Geometry {
  readonly strides?: [number, number];
  readonly stride?: number;
  readonly padding?: number | 'same' | 'valid';
  readonly dilationRate?: number | readonly number[];
  readonly dataFormat?: string;
}

/** Whether its patches are blocks of neighbours, channels last. */
function isPlain({ dilationRate = 1, dataFormat }: Geometry): boolean {
  return [dilationRate].flat().every((rate) => rate === 1) && dataFormat !== 'channelsFirst';
}

/** Those that see all channels. */
function layersOf(model: LayersModel): Layer[] {
  return model.layers.flatMap((layer): Layer[] => {
    if ('layers' in layer) return layersOf(layer as LayersModel);
    return ['Dense', 'Conv2D', 'TorchConv2d'].includes(layer.getClassName()) ? [layer] : [];
  });
}
