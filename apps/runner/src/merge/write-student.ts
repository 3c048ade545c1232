import { extname } from 'node:path';
import { readSafetensors, type StateDict, writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { writeLocked } from '../storage/write-locked';
import { MergeError } from './merge-error';
import type { MergePlan } from './merge-plan';
import { writeMetadata } from './model-metadata';

const extensions = ['.safetensors', '.pth', '.pt'];

/** @throws MergeError unless the extension of the path is that of a format that can be written */
export function refuseOtherExtension(path: string): void {
  if (extensions.includes(extname(path).toLowerCase())) return;
  throw new MergeError(`--out is ${path}`, `a file name ending in ${extensions.join(', ')}`, 'Rename it.');
}

/** Writes the student. A safetensors file also holds its classes and input format; PyTorch's has no room for them. */
export async function writeStudent(path: string, tensors: StateDict, plan: MergePlan): Promise<void> {
  const { architecture, classes, shape: inputShape, normalization } = plan;
  const metadata = writeMetadata({
    architecture,
    classes,
    inputShape,
    ...(normalization && { normalization }),
  });
  const isPytorch = extname(path).toLowerCase() !== '.safetensors';
  await writeLocked(path, isPytorch ? writePytorch(tensors) : writeSafetensors(tensors, metadata));
}

/** Whether {@link writeStudent} wrote this, as safetensors: PyTorch's files do not say it. */
export function isStudent(content: Uint8Array): boolean {
  try {
    const { architecture, classes, input } = readSafetensors(content).metadata;
    return ![architecture, classes, input].includes(undefined);
  } catch {
    return false;
  }
}
