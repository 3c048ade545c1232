import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { type OutputActivation, outputActivationNamed } from './output-activation';

/** What is needed of a `GraphModel` of @tensorflow/tfjs-converter: that package itself is not. */
export interface ExecutableGraph {
  execute(images: Tensor4D, outputs?: string): Tensor | Tensor[];
}

/** What is needed of a node of @tensorflow/tfjs-converter. */
interface GraphNode {
  readonly op: string;
  readonly inputNames: readonly string[];
  readonly inputs: readonly GraphNode[];
}

/** The last step of a graph. */
interface GraphHead {
  readonly activation: OutputActivation;
  /** Name of the node with the logits; undefined for the graph's own output. */
  readonly logits?: string | undefined;
}

/** The softmax or sigmoid that makes a graph's only output; TensorFlow names outputs by an identity behind it. */
export function graphHead(model: ExecutableGraph): GraphHead {
  // A GraphModel does not give its nodes in public.
  const { executor } = model as { executor?: { graph?: { outputs?: readonly GraphNode[] } } };
  let [node, ...others] = executor?.graph?.outputs ?? [];
  while (node?.op === 'Identity') [node] = node.inputs;
  const activation = others.length > 0 ? 'none' : outputActivationNamed(node?.op);
  return activation === 'none' ? { activation } : { activation, logits: node?.inputNames[0] };
}

/** The activation that a graph ends in; an expert made of it gives what comes before. */
export function graphOutputActivation(model: ExecutableGraph): OutputActivation {
  return graphHead(model).activation;
}
