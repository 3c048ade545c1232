import type { Constant } from './constant';
import type { OnnxNode } from './onnx-node';

/** The graph of an ONNX file: nodes in an order in which each follows those that it needs. */
export interface OnnxGraph {
  readonly location: string;
  readonly opset: number;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Constant>;
  readonly input: ImageInput;
  /** The name of the value that is the logits. */
  readonly output: string;
}

/** The images that a graph takes; undefined where the file leaves their size free. */
export interface ImageInput {
  readonly name: string;
  readonly height: number | undefined;
  readonly width: number | undefined;
  readonly channels: number;
  /** How many images the file is for; the model takes any number. */
  readonly images: number | undefined;
  /** [batch, height, width, channels]; else [batch, channels, height, width]. */
  readonly channelsAreLast: boolean;
}
