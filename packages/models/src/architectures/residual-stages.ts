import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { TorchBatchNormalization } from '../layers/batch-norm/torch-batch-normalization';
import { PaddedShortcut } from '../layers/padded-shortcut';
import { TorchConv2d } from '../layers/torch-conv2d';
import { chain } from './architecture';

const { add, reLU } = layers;

interface Block {
  readonly name: string;
  readonly filters: number;
  readonly stride: number;
  /** The module that is the shortcut, a 1×1 convolution, where the shape changes; undefined where the shortcut has no weights. */
  readonly projection: string | undefined;
}

/** The body of a ResNet of basic blocks: `layer1`, `layer2`, … */
export interface ResidualStages {
  /** Its modules with tensors in PyTorch's order; graph order would put a projection beside the second convolution. */
  readonly modules: readonly string[];
  /** From the second stage on, each halves the sides and doubles the channels. */
  apply(x: SymbolicTensor): SymbolicTensor;
}

interface StagesOptions {
  /** Filters of the first stage. */
  readonly width: number;
  /** How many blocks each stage has. */
  readonly blocks: readonly number[];
  /** What PyTorch's blocks call their projection; undefined for shortcuts without weights, option A of the paper. */
  readonly shortcut: string | undefined;
}

export function residualStages({ width, blocks: counts, shortcut }: StagesOptions): ResidualStages {
  const blocks = counts.flatMap((count, stage) =>
    Array.from({ length: count }, (_, i): Block => {
      const name = `layer${stage + 1}.${i}`;
      const changes = stage > 0 && i === 0;
      return {
        ...{ name, filters: width * 2 ** stage, stride: changes ? 2 : 1 },
        projection: changes && shortcut !== undefined ? `${name}.${shortcut}` : undefined,
      };
    }),
  );
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
  const withoutWeights = stride === 1 ? [] : [new PaddedShortcut({ name: `${name}.shortcut`, filters })];
  const identity = chain(
    x,
    ...(projection === undefined
      ? withoutWeights
      : [
          convolution(`${projection}.0`, filters, 1, stride),
          new TorchBatchNormalization({ name: `${projection}.1` }),
        ]),
  );
  const sum = add({ name: `${name}.add` }).apply([residual, identity]) as SymbolicTensor;
  return chain(sum, reLU({ name: `${name}.relu2` }));
}

/** Padded so that at stride 1 the sides stay; without bias, which a batch normalisation would cancel. */
export function convolution(name: string, filters: number, kernelSize: number, stride = 1): TorchConv2d {
  return new TorchConv2d({ name, filters, kernelSize, stride, padding: (kernelSize - 1) / 2, bias: false });
}
