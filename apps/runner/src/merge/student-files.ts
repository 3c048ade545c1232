import { type StateDict, toOwnNames, writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { layersFiles } from '@exmodel/models/tfjs';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { MergePlan } from './merge-plan';
import { writeMetadata } from './model-metadata';

/** A student that has been taught. */
export interface TaughtStudent {
  readonly tensors: StateDict;
  /** For a TensorFlow.js model. */
  readonly model?: LayersModel;
}

/** A TensorFlow.js model is several files, all else is one. */
export type StudentFormat = 'tfjs' | 'safetensors' | 'pth' | 'onnx';

/** The formats that a student can have, the one that says most about it first. */
export function studentFormats({ graph }: MergePlan): readonly StudentFormat[] {
  if (graph?.kind === 'tfjs') return ['tfjs'];
  return graph?.kind === 'onnx' ? ['onnx', 'safetensors', 'pth'] : ['safetensors', 'pth'];
}

/**
 * The files of a student by name, in the order in which to write them, with its classes and input format; only PyTorch's have no room for these.
 *
 * @param format one of {@link studentFormats}
 */
export async function studentFiles(
  format: StudentFormat,
  { tensors, model }: TaughtStudent,
  { architecture, graph, own, classes, shape: inputShape, normalization }: MergePlan,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const given = { architecture, classes, inputShape, ...(normalization && { normalization }) };
  const metadata = writeMetadata(given);
  const { format: _, ...withoutFormat } = metadata; // It is safetensors' own.
  const named = () => toOwnNames(tensors, { name: architecture, ...(own && { own }) });
  switch (format) {
    case 'tfjs':
      if (model === undefined) throw new TypeError('a TensorFlow.js model needs the model');
      return layersFiles(model, withoutFormat);
    case 'safetensors':
      return new Map([['student.safetensors', writeSafetensors(named(), metadata)]]);
    case 'pth':
      return new Map([['student.pth', writePytorch(named())]]);
    case 'onnx': {
      if (graph?.write === undefined) throw new TypeError('an ONNX file needs the graph of one');
      const written = { tensors, classes: classes.length, metadata: withoutFormat };
      return new Map([['student.onnx', await graph.write(written)]]);
    }
    default:
      return format satisfies never;
  }
}
