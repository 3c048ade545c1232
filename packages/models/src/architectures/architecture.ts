import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/**
 * One architecture, as its file in this folder describes it. Every layer that holds tensors is named after the
 * PyTorch module whose tensors it holds (`layer1.0.conv1`): those names are the one table from which state dicts
 * are written and read.
 */
export interface Architecture {
  readonly name: string;
  /** The smallest and largest image side, in pixels, that leaves what the classifier expects. */
  readonly side: { readonly least: number; readonly most: number };
  /** Default width of the hidden layer; absent where the architecture has no such option. */
  readonly hiddenSize?: number;
  /**
   * The modules with tensors in the order in which PyTorch constructs, and so initialises and lists, them.
   * Absent where that is the order of the layers, as in every chain.
   */
  readonly modules?: readonly string[];
  /** Images [batch, height, width, channels] → raw logits [batch, classes]. */
  build(images: SymbolicTensor, options: BuildOptions): SymbolicTensor;
}

export interface BuildOptions {
  readonly classes: number;
  readonly hiddenSize: number;
}

/** Applies the layers one after the other. */
export function chain(input: SymbolicTensor, ...steps: layers.Layer[]): SymbolicTensor {
  return steps.reduce((x, layer) => layer.apply(x) as SymbolicTensor, input);
}
