import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { type StateDict, writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { isLayersFile, layersFiles } from '@exmodel/models/tfjs';
import { openWeights } from '@exmodel/models/weights';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { writeLocked } from '../storage/write-locked';
import { MergeError } from './merge-error';
import type { MergePlan } from './merge-plan';
import { writeMetadata } from './model-metadata';

const extensions = ['.safetensors', '.pth', '.pt', '.onnx'];

/** A student as a TensorFlow.js model is a folder of this file, its weights and its metadata. */
const modelJson = 'model.json';

/** The file that `--out` names: where it names a folder, the `model.json` in it. */
export function studentFile(out: string): string {
  return extname(out) === '' ? join(out, modelJson) : out;
}

/** @throws MergeError unless the path is that of a format that can be written */
export function refuseOtherExtension(path: string): void {
  if (extensions.includes(extname(path).toLowerCase()) || basename(path) === modelJson) return;
  const expected = `a file name ending in ${extensions.join(', ')}, or a folder for a TensorFlow.js model`;
  throw new MergeError(`--out is ${path}`, expected, 'Rename it.');
}

/** @throws MergeError if the student cannot be written in the format of the path */
export function refuseOtherKind(path: string, { architecture, graph }: MergePlan): void {
  const isFolder = basename(path) === modelJson;
  if (isFolder && graph?.kind !== 'tfjs') {
    throw new MergeError(
      `--out is ${dirname(path)}, a folder, and the student is a ${architecture} model`,
      'for a folder a student with the network of a TensorFlow.js layers model',
      'Write --out student.safetensors, or give such a model as the first expert and no --architecture.',
    );
  }
  if (!isFolder && graph?.kind === 'tfjs') {
    throw new MergeError(
      `--out is ${path}, and the student is a TensorFlow.js layers model, as the first expert`,
      'a folder for it',
      `Write --out ${basename(path, extname(path))}, or choose an architecture of exmodel with --architecture.`,
    );
  }
  if (extname(path).toLowerCase() !== '.onnx' || graph?.kind === 'onnx') return;
  throw new MergeError(
    `--out is ${path}, and the student is a ${architecture}`,
    'for .onnx a student with the graph of an ONNX file',
    'Write --out student.safetensors, or give an ONNX file as the first --expert and no --architecture.',
  );
}

/** A student that has been taught. */
export interface TaughtStudent {
  readonly tensors: StateDict;
  /** For a folder. */
  readonly model?: LayersModel;
}

/** Writes the student with its classes and input format; only PyTorch's files have no room for these. */
export async function writeStudent(path: string, student: TaughtStudent, plan: MergePlan): Promise<void> {
  const { architecture, classes, shape: inputShape, normalization } = plan;
  const { tensors, model } = student;
  const metadata = writeMetadata({
    architecture,
    classes,
    inputShape,
    ...(normalization && { normalization }),
  });
  if (basename(path) === modelJson) {
    if (model === undefined) throw new TypeError('a folder needs the model');
    mkdirSync(dirname(path), { recursive: true });
    // The model itself comes last: where it is, its weights are.
    for (const [name, bytes] of await layersFiles(model, withoutFormat(metadata)))
      await writeLocked(join(dirname(path), name), bytes);
    return;
  }
  const contents: Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> = {
    '.safetensors': () => writeSafetensors(tensors, metadata),
    '.onnx': () => onnxFile(tensors, plan, withoutFormat(metadata)),
  };
  const content = contents[extname(path).toLowerCase()] ?? (() => writePytorch(tensors));
  await writeLocked(path, await content());
}

/** `format` is safetensors' own. */
function withoutFormat({ format: _, ...metadata }: Readonly<Record<string, string>>) {
  return metadata;
}

function onnxFile(
  tensors: StateDict,
  { graph, classes }: MergePlan,
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  if (graph?.write === undefined) throw new TypeError('refuseOtherKind comes before');
  return graph.write({ tensors, classes: classes.length, metadata });
}

/**
 * Whether {@link writeStudent} wrote the file at `path`, by its metadata. PyTorch's formats have none: of them it is not known,
 * and they need `--overwrite`.
 */
export async function isStudent(path: string): Promise<boolean> {
  try {
    if (isLayersFile(readFileSync(path))) return true;
    const { metadata } = await openWeights(path);
    return [metadata.architecture, metadata.classes, metadata.input].every((value) => value !== undefined);
  } catch {
    return false; // No weights, or not to be read: nothing of ours.
  }
}
