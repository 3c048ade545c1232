import { extname } from 'node:path';
import { type StateDict, writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { openWeights } from '@exmodel/models/weights';
import { writeLocked } from '../storage/write-locked';
import { MergeError } from './merge-error';
import type { MergePlan } from './merge-plan';
import { writeMetadata } from './model-metadata';

const extensions = ['.safetensors', '.pth', '.pt', '.onnx'];

/** @throws MergeError unless the extension of the path is that of a format that can be written */
export function refuseOtherExtension(path: string): void {
  if (extensions.includes(extname(path).toLowerCase())) return;
  throw new MergeError(`--out is ${path}`, `a file name ending in ${extensions.join(', ')}`, 'Rename it.');
}

/** @throws MergeError if the student is to be an ONNX file and has no graph of one */
export function refuseOnnxWithoutGraph(path: string, { architecture, graph }: MergePlan): void {
  if (extname(path).toLowerCase() !== '.onnx' || graph !== undefined) return;
  throw new MergeError(
    `--out is ${path}, and the student is a ${architecture}`,
    'for .onnx a student with the graph of an ONNX file',
    'Write --out student.safetensors, or give an ONNX file as the first --expert and no --architecture.',
  );
}

/** Writes the student. A safetensors or ONNX file also holds its classes and input format; PyTorch's has no room for them. */
export async function writeStudent(path: string, tensors: StateDict, plan: MergePlan): Promise<void> {
  const { architecture, classes, shape: inputShape, normalization } = plan;
  const metadata = writeMetadata({
    architecture,
    classes,
    inputShape,
    ...(normalization && { normalization }),
  });
  const contents: Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> = {
    '.safetensors': () => writeSafetensors(tensors, metadata),
    '.onnx': () => onnxFile(tensors, plan, metadata),
  };
  const content = contents[extname(path).toLowerCase()] ?? (() => writePytorch(tensors));
  await writeLocked(path, await content());
}

function onnxFile(
  tensors: StateDict,
  { graph, classes }: MergePlan,
  { format: _, ...metadata }: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  if (graph === undefined) throw new TypeError('refuseOnnxWithoutGraph comes before');
  return graph.write({ tensors, classes: classes.length, metadata });
}

/**
 * Whether {@link writeStudent} wrote the file at `path`, by its metadata. PyTorch's formats have none: of them it is not known,
 * and they need `--overwrite`.
 */
export async function isStudent(path: string): Promise<boolean> {
  try {
    const { metadata } = await openWeights(path);
    return [metadata.architecture, metadata.classes, metadata.input].every((value) => value !== undefined);
  } catch {
    return false; // No weights, or not to be read: nothing of ours.
  }
}
