import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { TorchBatchNormalization } from '../layers/batch-norm/torch-batch-normalization';
import { TorchConv2d } from '../layers/torch-conv2d';
import { chain } from './architecture';

const { add, reLU } = layers;

interface Block {
  readonly name: string;
  readonly filters: number;
  readonly stride: number;
  /** The module that is the shortcut, a 1×1 convolution, where the shape changes. */
  readonly projection: string | undefined;
}

/** The body of an 18-layer ResNet: `layer1` to `layer4`, two basic blocks each. */
export interface ResidualStages {
  /** Its modules with tensors in PyTorch's order; graph order would put a projection beside the second convolution. */
  readonly modules: readonly string[];
  /** Halves the sides three times and multiplies the channels by eight. */
  apply(x: SymbolicTensor): SymbolicTensor;
}

/**
 * @param width Filters of the first stage.
 * @param shortcut What PyTorch's blocks call their projection.
 */
export function residualStages(width: number, shortcut: string): ResidualStages {
  const blocks: readonly Block[] = [1, 2, 3, 4].flatMap((stage) => {
    const filters = width * 2 ** (stage - 1);
    const changes = stage > 1;
    const [first, second] = [`layer${stage}.0`, `layer${stage}.1`];
    return [
      {
        name: first,
        filters,
        stride: changes ? 2 : 1,
        projection: changes ? `${first}.${shortcut}` : undefined,
      },
      { name: second, filters, stride: 1, projection: undefined },
    ];
  });
  return {
    modules: blocks.flatMap(({ name, projection }) => [
      `${name}.conv1`,
      `${name}.bn1`,
      `${name}.conv2`,
      `${name}.bn2`,
      ...(projection === undefined ? [] : [`${projection}.0`, `${projection}.1`]),
    ]),
    apply: (x) => blocks.reduce(basicBlock, x),
  };
}

function basicBlock(x: SymbolicTensor, { name, filters, stride, projection }: Block): SymbolicTensor {
  const residual = chain(
    x,
    convolution(`${name}.conv1`, filters, 3, stride),
    new TorchBatchNormalization({ name: `${name}.bn1` }),
    reLU({ name: `${name}.relu1` }),
    convolution(`${name}.conv2`, filters, 3),
    new TorchBatchNormalization({ name: `${name}.bn2` }),
  );
  const identity =
    projection === undefined
      ? x
      : chain(
          x,
          convolution(`${projection}.0`, filters, 1, stride),
          new TorchBatchNormalization({ name: `${projection}.1` }),
        );
  const sum = add({ name: `${name}.add` }).apply([residual, identity]) as SymbolicTensor;
  return chain(sum, reLU({ name: `${name}.relu2` }));
}

/** Padded so that at stride 1 the sides stay; without bias, which a batch normalisation would cancel. */
export function convolution(name: string, filters: number, kernelSize: number, stride = 1): TorchConv2d {
  return new TorchConv2d({ name, filters, kernelSize, stride, padding: (kernelSize - 1) / 2, bias: false });
}
