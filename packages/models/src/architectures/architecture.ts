import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/**
 * One architecture, as its file in this folder describes it. Every layer that holds tensors is named after the
 * PyTorch module whose tensors it holds (`layer1.0.conv1`): those names are the one table from which state dicts
 * are written and read.
 */
export interface Architecture {
  readonly name: string;
  /** Other names of it, such as the usual one where the reference's misleads. */
  readonly aliases?: readonly string[] | undefined;
  /** What it is, in one line. */
  readonly summary: string;
  /** Height, width and channels of the images that the reference's experiments give it. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** The smallest and largest image side, in pixels, that leaves what the classifier expects. */
  readonly side: { readonly least: number; readonly most: number };
  /** The only number of channels that it accepts; absent if any number is accepted. */
  readonly channels?: number | undefined;
  /**
   * Values that its layers give for each pixel (height × width) of an image of the size of `inputShape`, rounded down; without the hidden
   * layer, if that has an option. A training step keeps at least these.
   */
  readonly valuesPerPixel: number;
  /**
   * The side of the square images that the weights show, if it does not fit any: in a linear layer behind the flattened ones. Its input is
   * found by the name of a tensor.
   */
  sideOf?(shapeOf: (tensor: string) => readonly number[] | undefined): number | undefined;
  /** The architecture that gives the same logits and is only trained otherwise. */
  readonly twin?: string | undefined;
  /** Default width of the hidden layer; absent where the architecture has no such option. */
  readonly hiddenSize?: number | undefined;
  /**
   * Architecture of the experts of a student of this one; absent if it is the same. An expert
   * learns one task with one head, so it has no heads to confine.
   */
  readonly expert?: string | undefined;
  /** Whether each head is confined to the classes of its task, which must be given then. */
  readonly masked?: boolean | undefined;
  /** Trained weights of another task (of ImageNet). */
  readonly pretrained?: PretrainedWeights | undefined;
  /** How its filters are drawn by `kaiming_normal_`; absent where every layer keeps PyTorch's default. */
  readonly kaiming?: KaimingInitialization | undefined;
  /**
   * The modules with tensors, except the classifier, in the order in which PyTorch registers, and so lists, them.
   * Absent where that is the order of the layers, as in every chain.
   */
  readonly modules?: readonly string[] | undefined;
  /** What every layer's name has before its module's: TensorFlow.js refuses names that begin with an underscore. */
  readonly layerPrefix?: string | undefined;
  /**
   * The module that is the classifier. With one head it is a linear layer, or a sequence whose part `index` is; with
   * heads it is a `MultiHeadClassifier`.
   */
  readonly classifier: { readonly module: string; readonly index?: number | undefined };
  /** Images [batch, height, width, channels] → the classifier's input [batch, features]. */
  features(images: SymbolicTensor, options: { readonly hiddenSize: number }): SymbolicTensor;
}

/** A file of trained weights, which `readPytorch` reads. */
export interface PretrainedWeights {
  /** The official address: of the file, or of an archive that it is in. */
  readonly url: string;
  /** With an archive, the file's path in it. */
  readonly fileName: string;
  /** The first hexadecimal digits of the file's SHA-256. */
  readonly sha256Prefix: string;
  readonly archive?:
    | {
        readonly sha256: string;
        /** A command that gets it, from a mirror too; the folder to put it in comes after it. */
        readonly command: string;
      }
    | undefined;
}

export interface KaimingInitialization {
  /** Filters are drawn from N(0, 2/fan), of what each gives, as torchvision does, or of what it takes. */
  readonly fan: 'out' | 'in';
  /** Whether the classifier's weights are drawn so, too; its biases are PyTorch's. */
  readonly classifier?: boolean | undefined;
  /** The linear layer that torchvision builds and initialises before the reference puts its own classifier in its place. */
  readonly replacedClassifier?: { readonly inputs: number; readonly outputs: number } | undefined;
}

/** Applies the layers one after the other. */
export function chain(input: SymbolicTensor, ...steps: layers.Layer[]): SymbolicTensor {
  return steps.reduce((x, layer) => layer.apply(x) as SymbolicTensor, input);
}
