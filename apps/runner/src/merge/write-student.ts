import { readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { isLayersFile } from '@exmodel/models/tfjs';
import { openWeights } from '@exmodel/models/weights';
import { makeFolder } from '../storage/make-folder';
import { writeLocked } from '../storage/write-locked';
import { MergeError } from './merge-error';
import type { MergePlan } from './merge-plan';
import { type StudentFormat, studentFiles, type TaughtStudent } from './student-files';

const formats: Readonly<Record<string, StudentFormat>> = {
  '.safetensors': 'safetensors',
  '.pth': 'pth',
  '.pt': 'pth',
  '.onnx': 'onnx',
};

/** A student as a TensorFlow.js model is a folder of this file, its weights and its metadata. */
const modelJson = 'model.json';

/** The file that `--out` names: where it names a folder, the `model.json` in it. */
export function studentFile(out: string): string {
  return extname(out) === '' ? join(out, modelJson) : out;
}

/** @throws MergeError unless the path is that of a format that can be written */
export function refuseOtherExtension(path: string): void {
  if (extname(path).toLowerCase() in formats || basename(path) === modelJson) return;
  const expected = `a file name ending in ${Object.keys(formats).join(', ')}, or a folder for a TensorFlow.js model`;
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

/** Writes the student with its classes and input format; only PyTorch's files have no room for these. */
export async function writeStudent(path: string, student: TaughtStudent, plan: MergePlan): Promise<void> {
  const isFolder = basename(path) === modelJson;
  const format = isFolder ? 'tfjs' : formats[extname(path).toLowerCase()];
  const files = await studentFiles(format ?? 'pth', student, plan);
  if (isFolder) makeFolder(dirname(path));
  // The model itself comes last: where it is, its weights are.
  for (const [name, bytes] of files) await writeLocked(isFolder ? join(dirname(path), name) : path, bytes);
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
