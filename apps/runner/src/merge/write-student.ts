import { extname } from 'node:path';
import { type StateDict, writeSafetensors } from '@exmodel/models';
import { writePytorch } from '@exmodel/models/pytorch';
import { writeWhole } from '../storage/write-whole';
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
export function writeStudent(path: string, tensors: StateDict, plan: MergePlan): void {
  const { architecture, classes, shape: inputShape, normalization } = plan;
  const metadata = writeMetadata({
    architecture,
    classes,
    inputShape,
    ...(normalization && { normalization }),
  });
  const isPytorch = extname(path).toLowerCase() !== '.safetensors';
  writeWhole(path, isPytorch ? writePytorch(tensors) : writeSafetensors(tensors, metadata));
}
